import { Archive, Check, CheckCheck, Info, Reply, X } from 'lucide-react'
import { useState } from 'react'
import type { Conversation } from '@/api'
import { rowOf, useLiveStore } from '@/live'
import { type Action, useActions } from '@/shared/actions'
import { usePreference } from '@/shared/preference'
import { useMe } from '@/shared/session'
import { warnOf } from '@/shared/ui/notify'
import type { Back } from './ConversationPane'
import { canTake, isMine } from './list/model'
import { showTab } from './list/tab'
import { panelShown } from './panel/shown'
import { act } from './queries'

export interface ConversationActions {
  take: Action | null
  archive: Action | null
  finish: Action | null
  info: Action
  closing: 'finish' | 'archive' | null
  stopClosing: () => void
}

/** What can be done with the conversation on the screen. */
export function useConversationActions(
  id: string,
  c: Conversation | undefined,
  back: Back,
): ConversationActions {
  const me = useMe()
  const live = useLiveStore()
  const shown = usePreference(panelShown)
  const [busy, setBusy] = useState(false)
  const [closing, setClosing] = useState<ConversationActions['closing']>(null)
  const mine = c !== undefined && isMine(c, me)

  /** T-06 and T-07: mine, or told who was faster. */
  const takeIt = async () => {
    setBusy(true)
    try {
      await act(live, id, 'take')
      if (back === '/work') showTab('pending')
    } catch (error) {
      const now = rowOf<Conversation>(live.get().feed, 'conversation', id)
      warnOf(error, { id: 'take', stay: true })
      if (now) void live.refetch(`conversation:${id}`).catch(() => {})
    } finally {
      setBusy(false)
    }
  }
  const take: Action = {
    id: 'conv.take',
    label: 'conv.take',
    icon: Check,
    keys: 'a',
    disabled: busy,
    run: takeIt,
  }
  const archive: Action = {
    id: 'conv.archive',
    label: 'conv.archive',
    icon: Archive,
    keys: 'e',
    run: () => setClosing('archive'),
  }
  const finish: Action = {
    id: 'conv.finish',
    label: 'conv.finish',
    icon: CheckCheck,
    keys: 'f',
    run: () => setClosing('finish'),
  }
  const reply: Action = {
    id: 'conv.reply',
    label: 'conv.reply',
    icon: Reply,
    keys: 'r',
    run: () => document.querySelector<HTMLElement>('[data-composer]')?.focus(),
  }
  const info: Action = {
    id: 'conv.info',
    label: shown ? 'panel.hide' : 'panel.show',
    icon: Info,
    keys: 'i',
    run: () => panelShown.set(!shown),
  }
  const hide: Action = {
    id: 'conv.hide',
    label: 'panel.hide',
    icon: X,
    keys: 'x',
    disabled: !shown,
    run: () => panelShown.set(false),
  }

  const takeable = c !== undefined && canTake(c, me)
  useActions([...(takeable ? [take] : []), ...(mine ? [reply, archive, finish] : []), info, hide])
  return {
    take: takeable ? take : null,
    archive: mine ? archive : null,
    finish: mine ? finish : null,
    info,
    closing,
    stopClosing: () => setClosing(null),
  }
}
