package io.bpmnconnect.stack.camunda8;

/**
 * Gives out keys as an engine with one partition does: the number of the partition is in the bits
 * from the 52nd on (seen on 8.6.0). Not thread-safe.
 */
final class Keys {
  private static final int PARTITION_BITS = 51;
  private static final long PARTITION = 1;

  private long last = PARTITION << PARTITION_BITS;

  long next() {
    return ++last;
  }

  /**
   * Refuses a key of another partition.
   *
   * @throws Refusal of the kind {@link Refusal.Kind#NO_SUCH_PARTITION}
   */
  static void check(long key) {
    long partition = key >> PARTITION_BITS;
    if (partition != PARTITION) {
      // Seen on 8.6.0, by REST and by gRPC.
      throw new Refusal(
          Refusal.Kind.NO_SUCH_PARTITION,
          "Expected to execute command on partition %d, but either it does not exist, or the gateway is not yet aware of it"
              .formatted(partition));
    }
  }
}
