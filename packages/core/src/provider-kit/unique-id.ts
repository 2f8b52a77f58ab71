/**
 * Returns a function that makes the ids of tool calls unique within an answer, because results refer to calls by id.
 * The second call with the id `a` becomes `a_2`.
 */
export function uniqueIds(): (id: string) => string {
  const used = new Set<string>();
  return (id) => {
    let unique = id;
    for (let number = 2; used.has(unique); number += 1) unique = `${id}_${number}`;
    used.add(unique);
    return unique;
  };
}
