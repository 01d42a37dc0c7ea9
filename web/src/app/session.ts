import { QueryClient, queryOptions } from '@tanstack/react-query'
import { ApiError, api, call, type Me, onSignedOut } from '@/api'
import { browserWorld, conversationTopic, Live } from '@/live'
import { clearKept } from '@/shared/kept'

/** The session, and what lives as long as it: queries and the live feed. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (failures, error) => failures < 2 && error instanceof ApiError && error.passing,
      refetchOnWindowFocus: false,
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
})

export const live = new Live(browserWorld())

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: fetchSession,
  staleTime: Number.POSITIVE_INFINITY,
})

/** Who is signed in; null is nobody, which is an answer and not an error. */
async function fetchSession(): Promise<Me | null> {
  try {
    return await call(api.GET('/api/v1/session'))
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null
    throw error
  }
}

/** A person came in: the desk begins with them. */
export function enter(me: Me) {
  forgetOthers()
  queryClient.setQueryData(sessionQuery.queryKey, me)
}

/** Drops what was loaded for whoever was here before. The session's own query stays: the door watches it. */
function forgetOthers() {
  queryClient.removeQueries({ predicate: q => q.queryKey[0] !== 'session' })
}

const farewellKey = ['farewell']

export interface Farewell {
  by: string
  at: number
}

/** The last words to whoever another person signed out, until somebody enters. */
export const farewell = () => queryClient.getQueryData<Farewell>(farewellKey)

/**
 * The session ended without us, by another person if one is named: back to sign in,
 * and what was typed is kept.
 */
export function expel(by?: string) {
  live.stop()
  if (by) queryClient.setQueryData<Farewell>(farewellKey, { by, at: Date.now() })
  queryClient.setQueryData(sessionQuery.queryKey, null)
}

/** Signing out by hand: nothing of this person stays in the browser. */
export async function signOut(withWork: boolean) {
  await call(api.DELETE('/api/v1/session', { params: { query: { with_work: withWork } } }))
  clearKept()
  expel()
  forgetOthers()
}

onSignedOut(() => expel())

live.onRefused = () =>
  void fetchSession().then(
    me => me ?? expel(),
    () => {}, // no server at all: the socket goes on trying
  )

live.onSettings = id => {
  void queryClient.invalidateQueries({ queryKey: [id] })
  void queryClient.invalidateQueries({ queryKey: ['changes'] })
  void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey })
}

/** Registers how a topic's snapshot is loaded: the features know, the feed asks. */
export function refetchWith(loaders: {
  me: () => Promise<void>
  conversation: (id: string) => Promise<void>
}) {
  const prefix = conversationTopic('')
  live.refetch = topic =>
    topic.startsWith(prefix) ? loaders.conversation(topic.slice(prefix.length)) : loaders.me()
}
