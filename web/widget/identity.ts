import type { Identity, Profile } from './wire'

/** What an identity says, apart from its proof: a token is another on every page. */
export interface Said {
  id: string
  /** All of it, by which to tell whether there is anything new. */
  text: string
  profile: Profile
}

type Claims = Pick<Identity, 'id' | 'name' | 'email' | 'attributes'>

export function saidBy(identity: Identity): Said {
  const { id = '', name, email, attributes } = identity.token ? claims(identity.token) : identity
  return {
    id,
    text: JSON.stringify([id, name, email, attributes, !!identity.token, !!identity.hmac]),
    profile: { ...(name && { name }), ...(email && { email }) },
  }
}

/** Whether they hold is for the server to say, and so is that they cannot be read. */
function claims(token: string): Claims {
  try {
    const text = atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/'))
    const { sub, ...said } = JSON.parse(
      new TextDecoder().decode(Uint8Array.from(text, byte => byte.charCodeAt(0))),
    )
    return { ...said, id: String(sub) }
  } catch {
    return {}
  }
}
