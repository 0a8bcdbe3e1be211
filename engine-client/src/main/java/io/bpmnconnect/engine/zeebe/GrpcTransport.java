package io.bpmnconnect.engine.zeebe;

import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.RequestHeaders;
import io.bpmnconnect.engine.http.Credentials;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Calls the methods of a gateway without blocking, and turns every status but OK into an {@link
 * EngineException}.
 *
 * <p>Safe for use by any thread. Answers are handed on by the I/O threads of gRPC, which belong to
 * the library: it shares them among the channels of this plugin, and ends them a second after the
 * last channel is closed. Never retries, but once with new credentials when the first were refused.
 */
final class GrpcTransport implements AutoCloseable {

  /** As often as that, a failed call makes the channel connect at once. */
  private static final long RECONNECT = Duration.ofSeconds(1).toNanos();

  private final ManagedChannel channel;
  private final Credentials credentials;
  private final GatewayFaults faults;
  private final RequestHeaders own;
  private final Set<Call<?, ?>> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong reconnected = new AtomicLong(System.nanoTime() - RECONNECT);
  private volatile boolean closed;

  /** Takes over the channel and the credentials: closing this closes them. */
  GrpcTransport(EngineSettings settings, ManagedChannel channel, Credentials credentials) {
    this.channel = channel;
    this.credentials = credentials;
    this.faults = new GatewayFaults(settings);
    this.own = settings.headers();
  }

  /**
   * Calls a method that has one answer.
   *
   * @param timeout for the whole of it, a connection that is opened for it included
   */
  <Q, A> CompletionStage<A> ask(MethodDescriptor<Q, A> method, Q request, Duration timeout) {
    CompletableFuture<A> result = new CompletableFuture<>();
    CompletableFuture<A> answer = new CompletableFuture<>();
    stream(
        method,
        request,
        Optional.of(timeout),
        answer::complete,
        failure -> {
          if (failure.isPresent()) {
            result.completeExceptionally(failure.get());
          } else if (answer.isDone()) {
            result.complete(answer.join());
          } else {
            result.completeExceptionally(faults.noAnswer());
          }
        });
    return result;
  }

  /**
   * Calls a method that has any number of answers. They are read as fast as they come, so that none
   * waits unseen in a buffer.
   *
   * @param timeout for the whole of it; empty when it may go on for ever
   * @param each takes each answer, one after the other; must not block. What it throws ends the
   *     call, and is its failure
   * @param end called once, last: without a failure when the gateway has come to the end by itself
   */
  <Q, A> GatewayCall stream(
      MethodDescriptor<Q, A> method,
      Q request,
      Optional<Duration> timeout,
      Consumer<A> each,
      Consumer<Optional<EngineException>> end) {
    Call<Q, A> call = new Call<>(method, request, timeout, each, end);
    open.add(call);
    call.begin();
    if (closed) {
      call.cancel(); // close() may not have seen this one
    }
    return call;
  }

  /** Ends every call as unavailable, and closes the connections. */
  @Override
  public void close() {
    closed = true;
    open.forEach(GatewayCall::cancel);
    channel.shutdownNow();
    credentials.close();
  }

  /**
   * The channel waits longer and longer before it connects again, up to two minutes. Who calls
   * paces the attempts already, so a call that found no connection asks for a new one.
   */
  private void reconnectSoon() {
    long last = reconnected.get();
    long now = System.nanoTime();
    if (now - last >= RECONNECT && reconnected.compareAndSet(last, now)) {
      channel.resetConnectBackoff();
    }
  }

  /**
   * One call with its attempts, of which there are two when the credentials were refused.
   *
   * <p>Invariant: {@code end} is called once, by whoever removes the call from {@code open}.
   * Callbacks of an attempt come one after the other.
   */
  private final class Call<Q, A> implements GatewayCall {
    private final MethodDescriptor<Q, A> method;
    private final Q request;
    private final Optional<Duration> timeout;
    private final Optional<Deadline> deadline;
    private final Consumer<A> each;
    private final Consumer<Optional<EngineException>> end;
    private ClientCall<Q, A> current;
    private boolean cancelled;

    Call(
        MethodDescriptor<Q, A> method,
        Q request,
        Optional<Duration> timeout,
        Consumer<A> each,
        Consumer<Optional<EngineException>> end) {
      this.method = method;
      this.request = request;
      this.timeout = timeout;
      this.deadline = timeout.map(time -> Deadline.after(time.toMillis(), TimeUnit.MILLISECONDS));
      this.each = each;
      this.end = end;
    }

    void begin() {
      attempt(true);
    }

    private void attempt(boolean first) {
      synchronized (this) {
        current = null;
      }
      credentials
          .headers()
          .thenAccept(headers -> start(headers, first))
          .exceptionally(
              failure -> {
                finish(Optional.of(EngineException.from(failure)));
                return null;
              });
    }

    private void start(Map<String, String> headers, boolean first) {
      Progress progress = new Progress();
      CallOptions options = CallOptions.DEFAULT.withStreamTracerFactory(progress);
      if (deadline.isPresent()) {
        options = options.withDeadline(deadline.get());
      }
      ClientCall<Q, A> call = channel.newCall(method, options);
      synchronized (this) {
        current = call;
      }
      call.start(new Listener(headers, progress, first), metadata(headers));
      call.request(Integer.MAX_VALUE);
      call.sendMessage(request);
      call.halfClose();
      if (isCancelled()) {
        cancel(); // it was too early for this attempt
      }
    }

    private synchronized boolean isCancelled() {
      return cancelled;
    }

    /** Before the attempt has begun there is nothing to wait for. */
    @Override
    public void cancel() {
      ClientCall<Q, A> call;
      synchronized (this) {
        cancelled = true;
        call = current;
      }
      if (call == null) {
        finish(Optional.of(EngineException.closed()));
      } else {
        call.cancel("no longer wanted", null);
      }
    }

    private void finish(Optional<EngineException> failure) {
      if (open.remove(this)) {
        end.accept(failure);
      }
    }

    private Metadata metadata(Map<String, String> credentials) {
      Metadata metadata = new Metadata();
      put(own.byName(), metadata);
      put(credentials, metadata);
      return metadata;
    }

    private static void put(Map<String, String> headers, Metadata metadata) {
      headers.forEach(
          (name, value) ->
              metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
    }

    private final class Listener extends ClientCall.Listener<A> {
      private final Map<String, String> headers;
      private final Progress progress;
      private final boolean first;
      private Optional<EngineException> unreadable = Optional.empty();
      private boolean any;

      Listener(Map<String, String> headers, Progress progress, boolean first) {
        this.headers = headers;
        this.progress = progress;
        this.first = first;
      }

      @Override
      public void onMessage(A message) {
        any = true;
        if (unreadable.isPresent()) {
          return;
        }
        try {
          each.accept(message);
        } catch (RuntimeException e) {
          unreadable = Optional.of(EngineException.from(e));
          cancel();
        }
      }

      @Override
      public void onClose(Status status, Metadata trailers) {
        if (unreadable.isPresent()) {
          finish(unreadable);
        } else if (status.isOk()) {
          finish(Optional.empty());
        } else if (closed || isCancelled()) {
          finish(Optional.of(EngineException.closed()));
        } else if (status.getCode() == Status.Code.UNAUTHENTICATED
            && !any
            && credentials.refused(headers)
            && first) {
          attempt(false);
        } else {
          fail(status);
        }
      }

      private void fail(Status status) {
        EngineException failure =
            progress.isAnswered()
                ? GatewayRefusals.read(status)
                : faults.classify(status, progress.isSent(), timeout);
        if (failure.kind() == ErrorKind.UNAVAILABLE && !progress.isSent()) {
          reconnectSoon();
        }
        finish(Optional.of(failure));
      }
    }
  }
}
