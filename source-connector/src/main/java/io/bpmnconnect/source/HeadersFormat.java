package io.bpmnconnect.source;

/** Which headers a job's record has beside the additional ones. */
enum HeadersFormat {
  /** The connector's own only. */
  BPMN,
  /** The connector's own, and those of a CloudEvent in binary mode. */
  CLOUDEVENTS
}
