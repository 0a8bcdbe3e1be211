"""Answers each job of a topic. Ends with an error, to be started again, or on SIGTERM."""

import json
import os
import signal

from confluent_kafka import Consumer, KafkaException, Producer

SERVERS = os.environ["BOOTSTRAP_SERVERS"]
running = True


class Declined(Exception):
    """The business says no: the model has a way for this."""


def charge(idempotency_key, order):
    """A job can come twice: its key goes along, so that whoever does the work does it once."""
    if order["card"] == "declined":  # a job without a card fails: it comes again, up to its retries
        raise Declined()
    return f"receipt-{idempotency_key}"


def answer(job):
    """The headers and the value of a job's reply."""
    given = dict(job.headers())
    headers = {k: given[k] for k in ("bpmn-job-key", "bpmn-job-retries", "bpmn-job-lease") if k in given}
    job_key = given["bpmn-job-key"].decode()
    try:
        receipt = charge(job_key, json.loads(job.value())["variables"])
        return headers, {"receipt": receipt}
    except Declined:
        return headers | {"bpmn-job-action": b"error", "bpmn-reply-error-code": b"DECLINED"}, {"code": 51}
    except Exception as error:  # one retry less than the job had, as copied from it
        failure = {"bpmn-job-action": b"fail", "bpmn-reply-error-message": str(error).encode()}
        return headers | failure, None


def stop(*_):
    global running
    running = False


def main():
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    consumer = Consumer({
        "bootstrap.servers": SERVERS, "group.id": "payment-worker-python",
        "auto.offset.reset": "earliest", "enable.auto.commit": False})
    producer = Producer({"bootstrap.servers": SERVERS, "enable.idempotence": True})
    consumer.subscribe([os.environ["JOB_TOPIC"]])
    while running:
        jobs = consumer.consume(num_messages=100, timeout=1)
        failures = []
        for job in jobs:
            if job.error():
                raise KafkaException(job.error())
            headers, variables = answer(job)
            producer.produce(
                os.environ["REPLY_TOPIC"], key=job.key(), headers=list(headers.items()),
                value=None if variables is None else json.dumps(variables),
                on_delivery=lambda error, _: error and failures.append(error))
        if jobs:
            if producer.flush(60) > 0 or failures:
                raise RuntimeError(f"Kafka did not take all replies: {failures}")
            consumer.commit(asynchronous=False)  # only now: what is not answered is read again
    consumer.close()


if __name__ == "__main__":
    main()
