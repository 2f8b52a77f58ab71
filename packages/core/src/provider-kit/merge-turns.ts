/** Turn of a conversation: consecutive messages of one role. */
export interface Turn<Role extends string, Part> {
  readonly role: Role;
  readonly content: readonly Part[];
}

/** Merges consecutive turns of one role, for services in which users and the model take turns. Omits empty turns. */
export function mergeTurns<Role extends string, Part>(turns: Iterable<Turn<Role, Part>>): readonly Turn<Role, Part>[] {
  const merged: Turn<Role, Part>[] = [];
  for (const { role, content } of turns) {
    const last = merged.at(-1);
    if (content.length === 0) continue;
    if (last?.role === role) merged[merged.length - 1] = { role, content: [...last.content, ...content] };
    else merged.push({ role, content });
  }
  return merged;
}
