package io.bpmnconnect.engine;

/**
 * How the engines of one adapter differ from others in what every engine does, whatever its
 * version. What an engine can do or not is a {@link Feature} or an {@link Operation} instead.
 */
public enum EngineTrait {
  /** The lock of a job ends by itself, and is extended while the job is worked on. */
  LOCKS_END,
  /**
   * A job is settled in the name of the worker that holds its lock; so each task has a worker name
   * of its own, and records carry it.
   */
  SETTLES_BY_WORKER,
  /**
   * A settlement that comes too late is refused as {@link ErrorKind#LOCK_LOST} or as not found, so
   * that a conflict is about the state of the process instance.
   */
  TELLS_LOST_LOCKS,
  /** A job can only be given back by a failure that leaves its retries as they are. */
  RELEASES_BY_FAILING,
  /** A job says how many retries it has left; {@code job.attempts} says it otherwise. */
  COUNTS_RETRIES,
  /** A request for jobs stays open until there are some (long polling). */
  HOLDS_REQUESTS,
  /** One request can ask for the jobs of all types, and many open requests cost the engine dear. */
  ALL_TYPES_IN_ONE_REQUEST,
  /** Jobs are chosen by the kind of work, which goes beyond tasks. */
  KINDS_OF_WORK,
  /** A message is kept until its time to live ends. */
  BUFFERS_MESSAGES,
  /** A message id keeps a second message away while the first one is alive. */
  KEEPS_MESSAGE_IDS,
  /** At most one running process instance has a business id. */
  UNIQUE_BUSINESS_ID,
  /** The version of a process is any text, and no number. */
  TEXT_VERSIONS,
  /** Several addresses can be given, which take turns; none has a path. */
  SEVERAL_ADDRESSES,
  /**
   * The headers of a request are the metadata of a gRPC call, whose names have rules of their own.
   */
  METADATA_HEADERS,
  /** Rights are checked for each definition, so that what is forbidden is one command. */
  RIGHTS_BY_DEFINITION,
  /** A user who logs in wrongly is refused for a while, and in the end for good. */
  LOCKS_USERS_OUT
}
