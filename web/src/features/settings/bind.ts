import type { SettingsT } from '@/shared/i18n'
import type { FormState } from '@/shared/ui/useForm'
import { faultOf, type Range, type Typed } from './numbers'

type Keys<V, T> = { [K in keyof V & string]: V[K] extends T ? K : never }[keyof V & string]
type Change = { currentTarget: { value: string } }

/** Ties a text field to a value of the form: its name, its error, its limit. */
export function text<V extends object>(form: FormState<V>, name: Keys<V, string>, limit: number) {
  return {
    name,
    maxLength: limit,
    value: form.values[name] as string,
    error: form.errors[name],
    onChange: (e: Change) => form.set({ [name]: e.currentTarget.value } as Partial<V>),
  }
}

/** Ties a number field; empty counts as its least. */
export function number<V extends object>(
  form: FormState<V>,
  name: Keys<V, number>,
  min: number,
  max: number,
) {
  return {
    name,
    min,
    max,
    allowDecimal: false,
    clampBehavior: 'strict' as const,
    value: form.values[name] as number,
    error: form.errors[name],
    onChange: (value: string | number) => form.set({ [name]: Number(value) || min } as Partial<V>),
  }
}

/** Ties a number field that keeps what is typed: what cannot be is said when it is saved. */
export function typed(value: Typed, error: string | undefined, set: (value: Typed) => void) {
  return {
    value,
    error,
    clampBehavior: 'none' as const,
    onChange: set,
  }
}

/** What is wrong with a typed number, in words. */
export function faultWords(t: SettingsT, value: Typed, range: Range): string | null {
  const fault = faultOf(value, range)
  if (fault === null) return null
  return fault === 'range'
    ? t('settings.range', { min: range.min, max: range.max })
    : t(`settings.number.${fault}`)
}

/** Ties a choice. */
export function choice<V extends object>(form: FormState<V>, name: Keys<V, string>) {
  return {
    name,
    allowDeselect: false,
    value: form.values[name] as string,
    error: form.errors[name],
    onChange: (value: string | null) => value && form.set({ [name]: value } as Partial<V>),
  }
}

/** Ties a yes or no. */
export function flag<V extends object>(form: FormState<V>, name: Keys<V, boolean>) {
  return {
    name,
    checked: form.values[name] as boolean,
    onChange: (e: { currentTarget: { checked: boolean } }) =>
      form.set({ [name]: e.currentTarget.checked } as Partial<V>),
  }
}
