package io.bpmnconnect.engine.http;

import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * Lets all who talk alike to the same server share HTTP clients: the tasks of a connector that run
 * in one worker. With a client for each task, their I/O threads would outnumber the processors and
 * wake each other for one answer at a time; see docs/decisions/0017.
 *
 * <p>There are at most as many clients as keep the processors busy, and a new task joins the one
 * with the fewest. A client may have as many connections open as its users together: none of them
 * waits for another's.
 *
 * <p>Safe for use by any thread. Invariant, guarded by this object's monitor: a client is in {@code
 * clients} while at least one of those it was opened for has not closed it.
 */
final class SharedClients {

  /** Beside the tokens the one place where tasks meet: Connect gives them no other. */
  static final SharedClients OF_THIS_JVM =
      new SharedClients(
          HttpClients::open,
          Math.max(1, Runtime.getRuntime().availableProcessors() / HttpClients.IO_THREADS));

  /** Those with the same purpose can stand in for each other. */
  private record Purpose(URI server, ClientSettings settings) {}

  private static final class Shared {
    private final LastingClient client;
    private int users;

    Shared(LastingClient client) {
      this.client = client;
    }
  }

  private final Function<ClientSettings, LastingClient> opener;
  private final int most;
  private final Map<Purpose, List<Shared>> clients = new HashMap<>();

  /**
   * @param most how many clients there are at most for one purpose
   */
  SharedClients(Function<ClientSettings, LastingClient> opener, int most) {
    this.opener = opener;
    this.most = most;
  }

  /**
   * Opens a client, or joins one. To be closed by the caller.
   *
   * @param settings the connections of each who opens it
   * @throws io.bpmnconnect.engine.EngineException if the configured certificates or keys cannot be
   *     read
   */
  synchronized Use open(URI server, ClientSettings settings) {
    Purpose purpose = new Purpose(server, settings);
    List<Shared> alike = clients.getOrDefault(purpose, List.of());
    Shared shared;
    if (alike.size() < most) {
      shared = new Shared(opener.apply(settings));
      clients.computeIfAbsent(purpose, unused -> new ArrayList<>()).add(shared);
    } else {
      shared = alike.stream().min(Comparator.comparingInt(one -> one.users)).orElseThrow();
    }
    used(shared, settings, 1);
    return new Use(purpose, shared);
  }

  private void leave(Purpose purpose, Shared shared) {
    synchronized (this) {
      if (shared.users > 1) {
        used(shared, purpose.settings(), -1);
        return;
      }
      List<Shared> alike = clients.get(purpose);
      alike.remove(shared);
      if (alike.isEmpty()) {
        clients.remove(purpose);
      }
    }
    shared.client.close();
  }

  private static void used(Shared shared, ClientSettings settings, int more) {
    shared.users += more;
    shared.client.limit(shared.users * settings.maxConnections());
  }

  /** How many clients are open. */
  synchronized int size() {
    return clients.values().stream().mapToInt(List::size).sum();
  }

  /** One user's part in a client. Safe for use by any thread. */
  final class Use implements AutoCloseable {
    private final Purpose purpose;
    private final Shared shared;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Use(Purpose purpose, Shared shared) {
      this.purpose = purpose;
      this.shared = shared;
    }

    /** As {@link LastingClient#execute} does. */
    <T> void execute(
        AsyncRequestProducer request,
        AsyncResponseConsumer<T> answer,
        HttpContext context,
        FutureCallback<T> callback) {
      shared.client.execute(request, answer, context, callback);
    }

    /** Closes every connection at once when no other uses them. */
    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        leave(purpose, shared);
      }
    }
  }
}
