/**
 * The same function, remembering the results that are asked for again: what is used often stays, the rest goes. What many ask
 * for once each is not kept, and drives out nothing. Errors are not remembered.
 *
 * @param make Told whether its result will be kept.
 * @param size How many are kept.
 */
export function cached<value>(make: (key: string, kept: boolean) => value, size: number): (key: string) => value {
  const known = new Map<string, value>()
  const cameBefore = createDoorkeeper(4 * size)
  return (key) => {
    let value = known.get(key)
    if (value === undefined) {
      const kept = cameBefore(key)
      value = make(key, kept)
      if (!kept) return value
    } else known.delete(key)
    known.set(key, value)
    if (known.size > size) {
      const [oldest] = known.keys()
      if (oldest !== undefined) known.delete(oldest)
    }
    return value
  }
}

/**
 * Whether a key came before, lately: the doorkeeper of https://arxiv.org/abs/1512.00727. One hash in each place, the newest, so
 * a key may be forgotten and once in a great while be taken for another.
 */
function createDoorkeeper(size: number): (key: string) => boolean {
  const hashes = new Uint32Array(size)
  return (key) => {
    // FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/
    let hash = 0x811c9dc5
    for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193)
    hash >>>= 0
    const place = hash % size
    const came = hashes[place] === hash
    hashes[place] = hash
    return came
  }
}
