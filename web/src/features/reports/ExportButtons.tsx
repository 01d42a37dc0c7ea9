import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Download, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useReportsT } from '@/shared/i18n/reports'
import { useFormats } from '@/shared/session'
import { tell, warnOf } from '@/shared/ui/notify'
import { Counting } from './Counting'
import { download } from './download'
import { chosen, type Kind, orderOf, sortOf } from './model'
import { counted, type Progress } from './progress'
import { type Asked, reportQuery } from './queries'
import classes from './reports.module.css'
import { type Asking, useAsked } from './useReport'

const formats = ['csv', 'xlsx'] as const
type Format = (typeof formats)[number]

interface Busy {
  progress: Progress
  bytes: number
}

/** The rows and columns of the page, as a spreadsheet opens them. */
export function ExportButtons({ asking }: { asking: Asking }) {
  const t = useReportsT()
  const { search, fault } = asking
  const asked = useAsked(asking)
  const figures = useChosen(asking, asked)
  const [busy, setBusy] = useState<Busy | null>(null)
  const stop = useRef<AbortController | null>(null)
  useEffect(() => () => stop.current?.abort(), [])

  const start = async (format: Format) => {
    const controller = new AbortController()
    const { signal } = controller
    stop.current = controller
    const begun = { progress: { done: 0, of: 0 }, bytes: 0 }
    setBusy(begun)
    const hear = (progress: Progress | null) => progress && setBusy({ progress, bytes: 0 })
    try {
      await counted(signal, hear, progress =>
        download(addressOf(asking, format, asked, figures, progress), signal, bytes =>
          setBusy({ ...begun, bytes }),
        ),
      )
      tell(t('reports.export.done'))
    } catch (error) {
      if (!signal.aborted) warnOf(error, { id: 'export', stay: true })
    } finally {
      if (stop.current === controller) setBusy(null)
    }
  }
  const cancel = () => {
    stop.current?.abort()
    setBusy(null)
  }
  return (
    <div className={classes.exports}>
      {busy ? (
        busy.bytes > 0 ? (
          <Coming bytes={busy.bytes} cancel={cancel} />
        ) : (
          <Counting progress={busy.progress} cancel={cancel} />
        )
      ) : (
        formats.map(format => (
          <Button
            key={format}
            variant="default"
            leftSection={<Download size={16} aria-hidden />}
            disabled={fault !== null || figures === null}
            title={t(search.set ? 'reports.export.chosen' : 'reports.export.title')}
            onClick={() => void start(format)}
          >
            {t(`reports.export.${format}`)}
          </Button>
        ))
      )}
    </div>
  )
}

function Coming({ bytes, cancel }: { bytes: number; cancel: () => void }) {
  const t = useReportsT()
  const f = useFormats()
  return (
    <>
      <span role="status" className="figure">
        {t('reports.export.coming', { size: f.bytes(bytes) })}
      </span>
      <Button variant="default" leftSection={<X size={16} aria-hidden />} onClick={cancel}>
        {t('common.cancel')}
      </Button>
    </>
  )
}

/** The columns that were chosen on the page; none when none were, null until they are known. */
function useChosen({ name, search }: Asking, asked: Asked): readonly string[] | null {
  const kind: Kind = name === 'breaks' ? 'agents' : name
  // Those of another report, which are shown while this one comes, are not its own.
  const { data, isPlaceholderData } = useQuery({ ...reportQuery(kind, asked), enabled: false })
  if (name === 'breaks' || !search.set) return []
  return data && !isPlaceholderData ? chosen(data.columns, search.set, kind) : null
}

function addressOf(
  { name, search }: Asking,
  format: Format,
  { step, split, channel, figure: _, ...of }: Asked,
  figures: readonly string[] | null,
  progress: string,
): string {
  const query = new URLSearchParams({ ...of, progress })
  if (name !== 'breaks') {
    if (channel) query.set('channel', channel)
    if (split) query.set('split', split)
    if (step) query.set('step', String(step))
    if (figures?.length) query.set('figure', figures.join(','))
    const sort = sortOf(orderOf(search.sort, key => !figures?.length || figures.includes(key)))
    if (sort) query.set('sort', sort)
  }
  return `/api/v1/reports/${name}.${format}?${query}`
}
