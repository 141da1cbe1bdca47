import { Avatar } from "../components/Avatar";
import type { Person } from "../api/schema.gen";

/** The avatar of the people of a conversation. */
export function PersonAvatar({ people, size = "m" }: { people: readonly Person[]; size?: "s" | "m" | "l" }) {
  const first = people[0];
  return <Avatar initials={first?.initials ?? ""} hue={first?.hue ?? 0} size={size} group={people.length > 1} />;
}
