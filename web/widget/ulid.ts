const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A new ULID: 48 bits of time, 80 of chance. Made here, so that a retry repeats it. */
export function ulid(now = Date.now()): string {
  let id = ''
  for (let left = now, i = 0; i < 10; i++, left = Math.floor(left / 32)) id = alphabet.charAt(left % 32) + id
  for (const byte of crypto.getRandomValues(new Uint8Array(16))) id += alphabet.charAt(byte % 32)
  return id
}
