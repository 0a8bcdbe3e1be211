// Answers each job of a topic. Ends with an error, to be started again, or on SIGTERM.
import { Consumer, MessagesStreamFallbackModes, MessagesStreamModes, Producer } from '@platformatic/kafka'
import { stringDeserializers, stringSerializers } from '@platformatic/kafka'

const { BOOTSTRAP_SERVERS, JOB_TOPIC, REPLY_TOPIC } = process.env
const bootstrapBrokers = BOOTSTRAP_SERVERS.split(',')

/** The business says no: the model has a way for this. */
class Declined extends Error {}

/** A job can come twice: its key goes along, so that whoever does the work does it once. */
async function charge (idempotencyKey, order) {
  if (!order.card) {
    throw new Error('no card is given') // the job fails and comes again, up to its retries
  }
  if (order.card === 'declined') {
    throw new Declined()
  }
  return `receipt-${idempotencyKey}`
}

/** The reply, as an envelope. A job's key is text: it does not fit a JavaScript number. */
async function answer (job) {
  const jobKey = job.headers.get('bpmn-job-key')
  const leaseToken = job.headers.get('bpmn-job-lease') // undefined is left out of JSON
  try {
    const receipt = await charge(jobKey, JSON.parse(job.value).variables)
    return { jobKey, leaseToken, variables: { receipt } }
  } catch (error) {
    if (error instanceof Declined) {
      return { jobKey, leaseToken, action: 'error', errorCode: 'DECLINED', variables: { code: 51 } }
    }
    const retries = Math.max(0, Number(job.headers.get('bpmn-job-retries')) - 1)
    return { jobKey, leaseToken, action: 'fail', retries, retryBackOff: 1000, errorMessage: String(error) }
  }
}

const producer = new Producer({
  clientId: 'payment-worker',
  bootstrapBrokers,
  serializers: stringSerializers,
  idempotent: true
})
const consumer = new Consumer({
  clientId: 'payment-worker',
  groupId: 'payment-worker-node',
  bootstrapBrokers,
  deserializers: stringDeserializers
})
const jobs = await consumer.consume({
  topics: [JOB_TOPIC],
  autocommit: false,
  mode: MessagesStreamModes.COMMITTED,
  fallbackMode: MessagesStreamFallbackModes.EARLIEST
})
process.once('SIGTERM', () => jobs.close())

for await (const job of jobs) {
  const value = JSON.stringify(await answer(job))
  await producer.send({ messages: [{ topic: REPLY_TOPIC, key: job.key, value }] })
  await job.commit() // only now: what is not answered is read again
}
await consumer.close()
await producer.close()
