/** Words beside links in other people's words. */
export const linkWords = {
  leadsTo: (host: string) => ` (leads to ${host})`,
};
