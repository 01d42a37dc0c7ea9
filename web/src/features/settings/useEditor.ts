import { type QueryKey, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { tell } from '@/shared/ui/notify'
import { type FormState, useForm } from '@/shared/ui/useForm'
import { useSettingsT } from './words'

interface Row {
  id: string
  rev: number
}

interface Options<V extends Row> {
  initial: V
  isNew: boolean
  queryKey: QueryKey
  save: (values: V, isNew: boolean) => Promise<Row>
  /** The row as the server has it now, when somebody else has changed it. */
  fetch: () => Promise<V | undefined>
  check?: (values: V) => Record<string, string>
  saved: (row: Row) => void
}

export interface Editor<V> {
  form: FormState<V>
  isNew: boolean
  onSubmit: (e: FormEvent) => void
  /** Saves other values than those typed, as deactivating does. */
  saveAs: (change: Partial<V>) => void
  /** What somebody else saved meanwhile, shown beside what was typed here. */
  theirs: V | null
  takeTheirs: () => void
  keepMine: () => void
}

/** A form over one row of the settings. */
export function useEditor<V extends Row>(o: Options<V>): Editor<V> {
  const t = useSettingsT()
  const queries = useQueryClient()
  const form = useForm<V>(o.initial)
  const [theirs, setTheirs] = useState<V | null>(null)

  const save = (change: Partial<V>) =>
    form.submit(async values => {
      try {
        const row = await o.save({ ...values, ...change }, o.isNew)
        form.replace({ ...values, ...change, rev: row.rev })
        await queries.invalidateQueries({ queryKey: o.queryKey })
        tell(t('common.saved'))
        o.saved(row)
      } catch (error) {
        if ((error as { code?: string }).code === 'stale') setTheirs((await o.fetch()) ?? null)
        throw error
      }
    }, o.check)

  return {
    form,
    isNew: o.isNew,
    onSubmit: e => {
      e.preventDefault()
      void save({})
    },
    saveAs: change => void save(change),
    theirs,
    takeTheirs: () => {
      if (theirs) form.replace(theirs)
      setTheirs(null)
    },
    keepMine: () => {
      if (theirs) form.set({ rev: theirs.rev } as Partial<V>)
      form.clearProblem()
      setTheirs(null)
    },
  }
}
