import { useParams } from '@tanstack/react-router'
import { MessagesSquare } from 'lucide-react'
import { useT } from '@/shared/i18n'
import { Empty, Keys } from '@/shared/ui'
import { ConversationPane } from './ConversationPane'
import { ConnectionAlert } from './ConnectionAlert'
import { ListPane } from './list/ListPane'
import { useListActions } from './listActions'
import classes from './workspace.module.css'

/** Three panes; on narrow screens the list gives way to the thread, and back. */
export function Workspace() {
  const t = useT()
  const { id } = useParams({ strict: false })
  useListActions(id)
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
