import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { ArrowRightLeft, Eye, Hand } from 'lucide-react'
import { Suspense, useState } from 'react'
import type { Conversation } from '@/api'
import { useMe } from '@/shared/session'
import { showMine } from '../list/tab'
import { MoveDialog, TakeOverDialog } from './lazy'
import classes from './oversee.module.css'
import { useRoomT } from './words'

/** Says to who looks on that the customer does not see them, with what they may do. */
export function OverseeBar({ conversation: c }: { conversation: Conversation }) {
  const t = useRoomT()
  const me = useMe()
  const navigate = useNavigate()
  const [asks, setAsks] = useState<'move' | 'take' | null>(null)
  const close = () => setAsks(null)
  const take = () => {
    showMine()
    void navigate({ to: '/work/$id', params: { id: c.id } })
  }
  return (
    <div className={classes.bar} role="note">
      <Eye size={16} aria-hidden />
      <span>
        {c.agent && c.state === 'assigned'
          ? t('room.watch.with', { name: c.agent.name })
          : t('room.watch.alone')}
      </span>
      {me.permissions.includes('conversation.move') && (
        <Button
          fw={500}
          size="compact-sm"
          variant="default"
          leftSection={<ArrowRightLeft size={14} aria-hidden />}
          onClick={() => setAsks('move')}
        >
          {t('room.act.move')}
        </Button>
      )}
      {me.permissions.includes('conversation.take_over') && (
        <Button
          fw={500}
          size="compact-sm"
          variant="default"
          leftSection={<Hand size={14} aria-hidden />}
          onClick={() => setAsks('take')}
        >
          {t('room.act.take')}
        </Button>
      )}
      <Suspense fallback={null}>
        {asks === 'move' && <MoveDialog conversation={c} onClose={close} />}
        {asks === 'take' && <TakeOverDialog conversation={c} onTaken={take} onClose={close} />}
      </Suspense>
    </div>
  )
}
