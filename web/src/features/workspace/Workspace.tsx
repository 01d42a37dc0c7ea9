import { useParams } from '@tanstack/react-router'
import { MessagesSquare } from 'lucide-react'
import { useEffect } from 'react'
import { useT } from '@/shared/i18n'
import { Empty, Keys } from '@/shared/ui'
import { ConnectionAlert } from './ConnectionAlert'
import { ConversationPane } from './ConversationPane'
import { ListPane } from './list/ListPane'
import { showTab } from './list/tab'
import { usePending } from './list/useLists'
import { useListActions } from './listActions'
import classes from './workspace.module.css'

/** Three panes; on narrow screens the list gives way to the thread, and back. */
export function Workspace() {
  const t = useT()
  const { id } = useParams({ strict: false })
  useListActions(id)
  useTabOf(id)
  return (
    <div className={classes.workspace} data-open={id !== undefined}>
      <ConnectionAlert />
      <div className={classes.list}>
        <ListPane selected={id} />
      </div>
      {id ? (
        <ConversationPane key={id} id={id} back="/work" />
      ) : (
        <div className={classes.nothing}>
          <Empty icon={MessagesSquare} title={t('work.choose')}>
            {t('work.choose.hint')} <Keys keys="j" /> <Keys keys="k" />
          </Empty>
        </div>
      )}
    </div>
  )
}

/** A thread opened by its address shows the list that it stands in. */
function useTabOf(id: string | undefined) {
  const mine = usePending()
  const has = id !== undefined && mine.some(c => c.id === id)
  useEffect(() => {
    if (has) showTab('pending')
  }, [has])
}
