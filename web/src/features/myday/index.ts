export { Bar as DayBar } from './Bar'
export { MyDay, Picker as DayPicker } from './MyDay'
export { isEmpty, type Stretch, stretches } from './model'
export { Queues as DayQueues, Totals as DayTotals } from './Tables'
