package io.bpmnconnect.source;

import java.util.OptionalInt;

/**
 * Where a job's record is to go.
 *
 * @param partition empty leaves it to the record's key
 */
record Destination(String topic, OptionalInt partition) {}
