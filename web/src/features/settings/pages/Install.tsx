import { Button, CopyButton, Group } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Check, Copy, Eye, EyeOff, RefreshCw } from 'lucide-react'
import { useState } from 'react'
import type { Channel } from '@/api'
import { useMe } from '@/shared/session'
import { Confirm } from '@/shared/ui/Confirm'
import { warnOf } from '@/shared/ui/notify'
import { channelsQuery, renewSecret } from '../queries'
import classes from '../settings.module.css'
import { useSettingsT } from '../words'

/** How the widget gets onto the site, and how the site proves who a customer is. */
export function Install({ channel, changed }: { channel: Channel; changed: (rev: number) => void }) {
  const t = useSettingsT()
  const may = useMe().permissions.includes('settings.edit')
  return (
    <section className={classes.editor}>
      <h3>{t('settings.channel.install')}</h3>
      <p className={classes.quiet}>{t('settings.channel.install.text')}</p>
      <Code
        text={
          channel.snippet ??
          `<script async src="${location.origin}/widget.js" data-channel="${channel.id}"></script>`
        }
      />
      <h3>{t('settings.channel.identity')}</h3>
      <p className={classes.quiet}>{t('settings.channel.identity.text')}</p>
      {may ? (
        <Secret channel={channel} changed={changed} />
      ) : (
        <p className={classes.quiet}>{t('settings.channel.secret.kept')}</p>
      )}
      <Code text={example} />
    </section>
  )
}

const example = `// Server (Node.js)
const hmac = crypto.createHmac('sha256', SECRET).update(user.id).digest('hex')

// Page
Pronto('identify', { id: user.id, hmac, name: user.name, email: user.email })`

function Secret({ channel, changed }: { channel: Channel; changed: (rev: number) => void }) {
  const t = useSettingsT()
  const queries = useQueryClient()
  const [shown, setShown] = useState(false)
  const [asking, setAsking] = useState(false)
  const renew = async () => {
    setAsking(false)
    try {
      changed((await renewSecret(channel.id)).rev)
      setShown(true)
      await queries.invalidateQueries({ queryKey: channelsQuery.queryKey })
    } catch (error) {
      warnOf(error)
    }
  }
  return (
    <>
      {shown && channel.secret && <Code text={channel.secret} />}
      <Group gap="sm">
        <Button
          variant="default"
          leftSection={shown ? <EyeOff size={16} /> : <Eye size={16} />}
          onClick={() => setShown(s => !s)}
        >
          {t(shown ? 'settings.channel.secret.hide' : 'settings.channel.secret.show')}
        </Button>
        <Button
          variant="subtle"
          color="red"
          c="var(--bad)"
          leftSection={<RefreshCw size={16} />}
          onClick={() => setAsking(true)}
        >
          {t('settings.channel.secret.renew')}
        </Button>
      </Group>
      <Confirm
        opened={asking}
        danger
        title={t('settings.channel.secret.renew')}
        confirm={t('settings.channel.secret.renew')}
        onConfirm={renew}
        onClose={() => setAsking(false)}
      >
        {t('settings.channel.secret.text')}
      </Confirm>
    </>
  )
}

function Code({ text }: { text: string }) {
  const t = useSettingsT()
  return (
    <div className={classes.code}>
      <pre>
        <code>{text}</code>
      </pre>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={copied ? <Check size={14} /> : <Copy size={14} />}
            onClick={copy}
          >
            {t(copied ? 'settings.copied' : 'settings.copy')}
          </Button>
        )}
      </CopyButton>
    </div>
  )
}
