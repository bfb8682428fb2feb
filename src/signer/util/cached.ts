/**
 * Caches a function's results by its key. Only keys that come again are cached, and the least recently used are evicted, so
 * many keys that come once evict nothing. Errors are not cached.
 *
 * @param make Computes a result. Is told whether it will be kept.
 * @param size How many results are kept.
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
 * Tells whether a key came before, recently: the doorkeeper of https://arxiv.org/abs/1512.00727. Each slot keeps the newest
 * hash, so a key may be forgotten, and rarely taken for another one.
 */
function createDoorkeeper(size: number): (key: string) => boolean {
  const hashes = new Uint32Array(size)
  return (key) => {
    // FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/
    let hash = 0x811c9dc5
    for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193)
    hash >>>= 0
    const slot = hash % size
    const came = hashes[slot] === hash
    hashes[slot] = hash
    return came
  }
}
