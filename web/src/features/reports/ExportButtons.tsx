import { Button } from '@mantine/core'
import { Download, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useLocale } from '@/shared/i18n'
import { useReportsT } from '@/shared/i18n/reports'
import { useFormats } from '@/shared/session'
import { tell, warnOf } from '@/shared/ui/notify'
import { download } from './download'
import classes from './reports.module.css'
import type { Asking } from './useReport'

const formats = ['csv', 'xlsx'] as const
type Format = (typeof formats)[number]

/** The same rows with all their columns, as a spreadsheet opens them. */
export function ExportButtons({ asking }: { asking: Asking }) {
  const t = useReportsT()
  const f = useFormats()
  const locale = useLocale()
  const [busy, setBusy] = useState<{ format: Format; bytes: number } | null>(null)
  const stop = useRef<AbortController | null>(null)
  useEffect(() => () => stop.current?.abort(), [])

  const start = async (format: Format) => {
    const controller = new AbortController()
    stop.current = controller
    setBusy({ format, bytes: 0 })
    try {
      await download(addressOf(asking, format, locale), controller.signal, ({ bytes }) =>
        setBusy({ format, bytes }),
      )
      tell(t('reports.export.done'))
    } catch (error) {
      if (!controller.signal.aborted) warnOf(error, { id: 'export', stay: true })
    } finally {
      if (stop.current === controller) setBusy(null)
    }
  }
  return (
    <div className={classes.exports}>
      {busy ? (
        <>
          <span role="status" className="figure">
            {busy.bytes === 0
              ? t('reports.export.counting')
              : t('reports.export.coming', { size: f.bytes(busy.bytes) })}
          </span>
          <Button
            variant="default"
            leftSection={<X size={16} aria-hidden />}
            onClick={() => {
              stop.current?.abort()
              setBusy(null)
            }}
          >
            {t('common.cancel')}
          </Button>
        </>
      ) : (
        formats.map(format => (
          <Button
            key={format}
            variant="default"
            leftSection={<Download size={16} aria-hidden />}
            disabled={asking.fault !== null}
            title={t('reports.export.title')}
            onClick={() => void start(format)}
          >
            {t(`reports.export.${format}`)}
          </Button>
        ))
      )}
    </div>
  )
}

function addressOf({ name, range, search }: Asking, format: Format, locale: string): string {
  const query = new URLSearchParams({ ...range, locale })
  if (search.agent) query.set('agent', search.agent)
  if (search.queue) query.set('queue', search.queue)
  const byTime = name === 'intervals' || name === 'days'
  if (byTime && search.split) query.set('split', search.split)
  if (name === 'intervals') query.set('step', String(search.step ?? 30))
  return `/api/v1/reports/${name}.${format}?${query}`
}
