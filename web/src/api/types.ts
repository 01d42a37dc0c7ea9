/**
 * The shapes and calls of the server under the names that the desk uses. They
 * are made from its OpenAPI document (`make generate`); nothing is said twice.
 * Everything else imports API types from here and nowhere else.
 */
import type { components, paths as generatedPaths } from './types.gen'

type Schemas = components['schemas']

export type paths = generatedPaths

export type Ref = Schemas['Ref']
export type Me = Schemas['Me']
export type Status = Schemas['Status']
export type Reason = Schemas['Reason']
export type Conversation = Schemas['Conversation']
export type Contact = Schemas['Contact']
export type Message = Schemas['Message']
export type File = Schemas['File']
export type Whisper = Schemas['Whisper']
export type Room = Schemas['Room']
export type PastRoom = Schemas['PastRoom']
export type BreakWarning = Schemas['BreakWarning']
export type RoomAgent = Schemas['RoomAgent']
export type Offer = Schemas['Offer']
export type TimelineEntry = Schemas['TimelineEntry']
export type RuleCount = Schemas['RuleCount']
export type Trace = Schemas['Trace']
export type Waiting = Schemas['Waiting']
export type WhyIdle = Schemas['WhyIdle']
export type User = Schemas['User']
export type Limits = Schemas['Limits']
export type RoleRow = Schemas['Role']
export type AgentDay = Schemas['AgentDay']
export type BreakReport = Schemas['BreakReport']
export type Report = Schemas['Report']
export type ReportColumn = Schemas['ReportColumn']
export type ReportRow = Schemas['ReportRow']
export type ReportValue = Schemas['ReportValue']
export type ReportFact = Schemas['ReportFact']
export type Correction = Schemas['Correction']
export type CorrectionInput = Schemas['CorrectionInput']
export type NextStatusInput = Schemas['NextStatusInput']
export type Queue = Schemas['Queue']
export type Member = Schemas['Member']
export type Channel = Schemas['Channel']
export type Question = Schemas['Question']
export type Option = Schemas['Option']
export type Field = Schemas['Field']
export type Installation = Schemas['Installation']
export type Problem = Schemas['Problem']
export type MessagePage = Schemas['MessagePage']

export type Role = Me['role']
export type LocaleCode = Me['locale']
export type StatusName = Status['status']

/** One page of any list, with the sequence at which it was true. */
export interface List<Row> {
  items: Row[]
  next?: string
  seq: number
  epoch: string
}

/** What a form says of a thing: all but what the server adds. */
export type UserInput = Omit<User, 'rev'>
export type QueueInput = Omit<Queue, 'rev'>
export type ReasonInput = Omit<Reason, 'rev'>
export type ChannelInput = Omit<Channel, 'rev' | 'kind' | 'secret' | 'snippet'>

/** What is said on the live feed. */
export type Frame = Schemas['Frame']
export type FrameRow = Schemas['Row']
export type ClientFrame = Schemas['ClientFrame']
export type Kind = FrameRow['t']
