/** What belongs to the Contacts screen alone, loaded together when it is first opened. */
export { ContactPage } from "./ContactPage";
export { ContactsPane } from "./ContactsPane";
export { DuplicatesPage } from "./DuplicatesPage";
export { NewContact } from "./NewContact";
export { TagsPage } from "./TagsPage";
