import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Globe } from 'lucide-react'
import type { Channel } from '@/api'
import { useMe } from '@/shared/session'
import { Deactivate } from '../Deactivate'
import { EditorFrame } from '../EditorFrame'
import { Gone } from '../Gone'
import { ItemList } from '../ItemList'
import { blank } from '../model'
import { channelsQuery, queuesQuery, saveChannel } from '../queries'
import classes from '../settings.module.css'
import { useEditor } from '../useEditor'
import { useSettingsT } from '../words'
import { ChannelAccess } from './ChannelAccess'
import { ChannelLook } from './ChannelLook'
import { ChannelRoute } from './ChannelRoute'
import { Install } from './Install'
import { Preview } from './Preview'

export function Channels({ item }: { item: string | undefined }) {
  const t = useSettingsT()
  const me = useMe()
  const channels = useQuery(channelsQuery)
  const queues = useQuery(queuesQuery)
  const nameOf = (id: string) => queues.data?.find(q => q.id === id)?.name ?? ''
  if (!item) {
    const about = (c: Channel) => (c.question ? t('settings.channel.asks') : nameOf(c.queue))
    return <ItemList page="channels" query={channels} icon={Globe} about={about} />
  }
  if (!channels.data || !queues.data) return null
  const channel = channels.data.find(c => c.id === item)
  if (!channel && item !== 'new') return <Gone page="channels" />
  const texts = {
    title: t('settings.channel.title.default'),
    greeting: t('settings.channel.greeting.default'),
    away: t('settings.channel.away.default'),
  }
  const first = queues.data.find(q => q.active)?.id ?? ''
  return <Form channel={channel ?? blank.channel(first, me.locale, texts)} isNew={!channel} />
}

function Form({ channel, isNew }: { channel: Channel; isNew: boolean }) {
  const t = useSettingsT()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const fetch = async () =>
    (await queries.fetchQuery({ ...channelsQuery, staleTime: 0 })).find(c => c.id === channel.id)
  const editor = useEditor<Channel>({
    initial: channel,
    isNew,
    queryKey: channelsQuery.queryKey,
    save: saveChannel,
    fetch,
    saved: row => void navigate({ to: '/settings/$page/$item', params: { page: 'channels', item: row.id } }),
  })
  return (
    <div className={classes.withPreview}>
      <div>
        <EditorFrame
          editor={editor}
          title={isNew ? t('settings.channels.new') : channel.name}
          page="channels"
          extra={<Deactivate editor={editor} page="channels" />}
        >
          <ChannelRoute form={editor.form} />
          <ChannelLook form={editor.form} />
          <ChannelAccess form={editor.form} />
        </EditorFrame>
        {!isNew && <Install channel={channel} changed={rev => editor.form.adopt({ rev })} />}
      </div>
      {!isNew && <Preview channel={editor.form.values} />}
    </div>
  )
}
