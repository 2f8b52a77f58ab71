/**
 * Returns a function that makes the ids of tool calls unique within an answer, because results name the call that they
 * belong to. The second call with the id `a` gets the id `a_2`.
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
