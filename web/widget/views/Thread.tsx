import type { ComponentChildren } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { day, sameDay } from '../format'
import { fill } from '../i18n'
import { isOpen, phase, tick, unread } from '../model'
import type { Message } from '../wire'
import { Bubble } from './Bubble'
import { Icon } from './icons'
import type { UI } from './ui'

/** The conversation as a log: what comes is read out, in order. */
export function Thread(ui: UI) {
  const { state, t } = ui
  const { thread, outbox, open, conversation, typingUntil, answer } = state
  const scroll = useBottom(
    [thread.at(-1)?.id, outbox.length, open, conversation?.state, typingUntil > Date.now(), answer].join(),
  )
  return (
    <div class="thread">
      <div
        class="scroll"
        ref={scroll.box}
        onScroll={scroll.moved}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: who scrolls with the keyboard needs to get here
        tabIndex={0}
        aria-label={t.messages}
        role="log"
        aria-live="polite"
      >
        {state.channel?.greeting && <p class="bubble agent greeting">{state.channel.greeting}</p>}
        {state.thread.map((message, i) => (
          <Line
            key={message.id}
            message={message}
            before={state.thread[i - 1]}
            after={state.thread[i + 1]}
            {...ui}
          />
        ))}
        {state.outbox.map(item => (
          <Bubble
            {...ui}
            key={item.id}
            message={{ ...item, from: 'customer', at: new Date(item.at).toISOString() }}
            tick={item.refused === undefined ? 'sending' : 'not_sent'}
            last
          />
        ))}
        <Where {...ui} />
        <Question {...ui} />
        <Typing {...ui} />
      </div>
      {scroll.away && (
        <button type="button" class="newer" onClick={scroll.down} aria-label={t.unread} title={t.unread}>
          <Icon name="down" /> {unread(state) > 0 && t.unread}
        </button>
      )}
    </div>
  )
}

/** One message with what stands around it: the day, and the end of the conversation before. */
function Line({
  message,
  before,
  after,
  ...ui
}: UI & { message: Message; before: Message | undefined; after: Message | undefined }) {
  const newDay = !before || !sameDay(new Date(before.at), new Date(message.at))
  const goesOn =
    after?.from === message.from &&
    after.author === message.author &&
    Date.parse(after.at) - Date.parse(message.at) < 180_000
  return (
    <>
      {newDay && <p class="day">{day(message.at, Date.now(), ui.locale, ui.t)}</p>}
      {!newDay && before.conversation !== message.conversation && <hr />}
      <Bubble
        {...ui}
        message={message}
        tick={message.from === 'customer' ? tick(ui.state, message) : undefined}
        last={!goesOn}
      />
    </>
  )
}

/** Where the conversation stands: in line, with whom, or over. */
function Where({ state, t }: UI) {
  const { conversation, channel } = state
  if (!conversation) return channel && !channel.there ? <Status>{channel.away || t.away}</Status> : null
  if (conversation.state === 'closed')
    return (
      <Status>
        <b>{t.closed}</b>
        <br />
        {t.protocol}: <span class="protocol">{conversation.protocol}</span>
        <br />
        {t.again}
      </Status>
    )
  if (conversation.state === 'assigned')
    return conversation.agent && !answered(state) ? (
      <Status>{fill(t.answers, { agent: conversation.agent })}</Status>
    ) : null
  if (!conversation.there) return <Status>{channel?.away || t.away}</Status>
  return (
    <Status>
      {t.waiting} {ahead(conversation.ahead, t)}
    </Status>
  )
}

/** The agent's own words say better who answers. */
function answered({ thread, conversation }: UI['state']): boolean {
  return thread.some(message => message.from === 'agent' && message.conversation === conversation?.id)
}

function ahead(count: number | undefined, t: UI['t']): string {
  if (count === undefined) return ''
  if (count === 0) return t.next
  return count === 1 ? t.ahead_one : fill(t.ahead, { count })
}

function Status({ children }: { children: ComponentChildren }) {
  return <p class="status">{children}</p>
}

/** The channel's question: the answer chooses who will answer. */
function Question(ui: UI) {
  const { state, session } = ui
  const question = state.channel?.question
  if (!question || isOpen(state.conversation)) return null
  const chosen = state.answer === undefined ? undefined : question.options[state.answer]
  return (
    <div class="question">
      <p class="bubble agent">{question.text}</p>
      {phase(state) === 'question' ? (
        <fieldset class="options" aria-label={question.text}>
          {question.options.map((label, i) => (
            <button type="button" key={label} onClick={() => session.answer(i)}>
              {label}
            </button>
          ))}
        </fieldset>
      ) : (
        chosen && <p class="bubble customer chosen">{chosen}</p>
      )}
    </div>
  )
}

function Typing({ state, t }: UI) {
  if (!isOpen(state.conversation) || state.typingUntil <= Date.now()) return null
  const agent = state.conversation.agent
  return (
    <p class="typing">
      <i />
      <i />
      <i />
      <span>{agent ? fill(t.typing, { agent }) : t.typing_somebody}</span>
    </p>
  )
}

/**
 * Follows the newest line unless the reader went up; then a button leads back.
 * A picture that loads late or a keyboard that opens must not push it out.
 */
function useBottom(newest: string) {
  const box = useRef<HTMLDivElement>(null)
  const [away, setAway] = useState(false)
  const awayNow = useRef(away)
  awayNow.current = away
  const down = () => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight
  }
  const moved = () => {
    const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = box.current ?? {}
    setAway(scrollHeight - scrollTop - clientHeight > 80)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is newest decides
  useLayoutEffect(() => {
    if (!away) down()
  }, [newest, away])
  // biome-ignore lint/correctness/useExhaustiveDependencies: once; it reads only refs
  useEffect(() => {
    const content = box.current
    if (!content) return
    const keep = () => !awayNow.current && down()
    const watch = new ResizeObserver(keep)
    watch.observe(content)
    content.addEventListener('load', keep, true)
    return () => watch.disconnect()
  }, [])
  return { box, away, down, moved }
}
