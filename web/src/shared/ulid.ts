const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A new ULID: 48 bits of time, 80 of chance, in Crockford's base 32. */
export function ulid(now = Date.now(), random: (bytes: Uint8Array) => void = fill): string {
  let time = ''
  for (let left = now, i = 0; i < 10; i++) {
    time = alphabet[left % 32] + time
    left = Math.floor(left / 32)
  }
  const bytes = new Uint8Array(16)
  random(bytes)
  return time + Array.from(bytes, b => alphabet[b % 32]).join('')
}

function fill(bytes: Uint8Array) {
  crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>)
}
