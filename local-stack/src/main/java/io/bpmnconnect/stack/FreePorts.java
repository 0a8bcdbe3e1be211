package io.bpmnconnect.stack;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Finds TCP ports that nobody listens on, and gives each only once. Thread-safe.
 *
 * <p>They are outside the range the system takes client ports from: a part that is down for a while
 * must find its port free again, and a client that keeps connecting to a port of that range may in
 * the end be connected to itself.
 *
 * <p>JVMs that run beside each other do not see what the other has given and nobody listens on yet,
 * or for a while. The system property {@code stack.ports} keeps them apart: {@code 1/2} is the
 * first half of the range.
 */
final class FreePorts {
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 32_000;
  private static final int ATTEMPTS = 1_000;

  private final Set<Integer> given = new HashSet<>();
  private final int lowest;
  private final int highest;

  /** In the share of the range that belongs to this JVM. */
  FreePorts() {
    this(System.getProperty("stack.ports", "1/1"));
  }

  FreePorts(String share) {
    String[] numberAndCount = share.split("/", 2);
    int number = Integer.parseInt(numberAndCount[0]);
    int size = (HIGHEST - LOWEST) / Integer.parseInt(numberAndCount[1]);
    this.lowest = LOWEST + (number - 1) * size;
    this.highest = lowest + size;
  }

  /** Distinct free ports on the loopback interface. */
  List<Integer> find(int count) {
    return IntStream.range(0, count).mapToObj(i -> next()).toList();
  }

  private synchronized int next() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(lowest, highest);
      if (isFree(port) && given.add(port)) {
        return port;
      }
    }
    throw new StackException("no free port between " + lowest + " and " + highest + " on loopback");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(Loopback.address(port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
