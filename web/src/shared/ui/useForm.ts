import { useEffect, useState } from 'react'
import { asApiError } from '@/api'
import { problemText, t as say, useT } from '@/shared/i18n'

/**
 * What every form does: what was typed stays whatever happens, what the server
 * refuses stands beside its field, and the rest above the button.
 */
export interface FormState<V> {
  values: V
  set: (change: Partial<V>) => void
  /** Changes all values at once, as typing would. */
  replaceValues: (values: V) => void
  /** Begins anew from these values, as saved. */
  replace: (values: V) => void
  /** Takes over what the server changed by itself, which is no change of the person's. */
  adopt: (change: Partial<V>) => void
  dirty: boolean
  busy: boolean
  errors: Record<string, string>
  problem: { code: string; text: string } | null
  /** Runs the save. Client-side checks come first and stop it. */
  submit: (save: (values: V) => Promise<void>, check?: (values: V) => Record<string, string>) => Promise<void>
  clearProblem: () => void
}

export function useForm<V extends object>(initial: V): FormState<V> {
  const t = useT()
  const [start, setStart] = useState(initial)
  const [values, setValues] = useState(initial)
  const [busy, setBusy] = useState(false)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState<FormState<V>['problem']>(null)
  const [refused, setRefused] = useState(0)
  useEffect(() => {
    if (refused > 0) firstWrong()?.focus()
  }, [refused])

  const set = (change: Partial<V>) => {
    setValues(v => ({ ...v, ...change }))
    setErrors(e => without(e, Object.keys(change)))
  }
  const replace = (next: V) => {
    setStart(next)
    setValues(next)
    setErrors({})
    setProblem(null)
  }
  const adopt = (change: Partial<V>) => {
    setStart(s => ({ ...s, ...change }))
    setValues(v => ({ ...v, ...change }))
  }
  const submit: FormState<V>['submit'] = async (save, check) => {
    const found = check?.(values) ?? {}
    setErrors(found)
    setProblem(null)
    if (Object.keys(found).length > 0) return setRefused(n => n + 1)
    setBusy(true)
    try {
      await save(values)
      setStart(s => (s === start ? values : s)) // the save may have begun anew from what it got
    } catch (error) {
      const e = asApiError(error)
      // The server explains fields in English, for integrators: here the person's words say it.
      const text = e.code === 'invalid' ? t('problem.invalid') : problemText(error)
      setErrors(Object.fromEntries(Object.keys(e.fields).map(name => [name, text])))
      setProblem({ code: e.code, text })
      if (Object.keys(e.fields).length > 0) setRefused(n => n + 1)
    } finally {
      setBusy(false)
    }
  }
  const dirty = JSON.stringify(values) !== JSON.stringify(start)
  return {
    values,
    set,
    replaceValues: setValues,
    replace,
    adopt,
    dirty,
    busy,
    errors,
    problem,
    submit,
    clearProblem: () => setProblem(null),
  }
}

/** What must be filled in and is not, in the person's language: the browser would say it in its own. */
export function missing<V extends object>(values: V, ...names: (keyof V & string)[]): Record<string, string> {
  const empty = (name: keyof V & string) => String(values[name]).trim() === ''
  return Object.fromEntries(names.filter(empty).map(name => [name, say('field.missing')]))
}

/** The first field that is marked wrong, in the form that was just sent. */
function firstWrong(): HTMLElement | null {
  const form = document.activeElement?.closest('form') ?? document
  return form.querySelector(':is(input, textarea, select):is([aria-invalid="true"], [data-invalid])')
}

function without(errors: Record<string, string>, names: string[]): Record<string, string> {
  const gone = (key: string) => names.some(n => key === n || key.startsWith(`${n}.`))
  return Object.fromEntries(Object.entries(errors).filter(([key]) => !gone(key)))
}
