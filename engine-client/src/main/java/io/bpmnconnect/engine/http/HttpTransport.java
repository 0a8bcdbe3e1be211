package io.bpmnconnect.engine.http;

import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.LogContext;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestProducer;
import org.apache.hc.client5.http.async.methods.SimpleResponseConsumer;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;

/**
 * Sends JSON requests to one server without blocking, and turns every fault of the network into an
 * {@link EngineException}.
 *
 * <p>Safe for use by any thread. Shares an HTTP client and its I/O threads with others of the same
 * settings. Follows no redirect, keeps no cookies, and sends a request again only when its
 * credentials were refused and there are others: what the server says is what the caller gets.
 *
 * <p>Answers are read in the logging context of the thread that made the transport: the I/O threads
 * serve the tasks of many connectors.
 */
public final class HttpTransport implements AutoCloseable {

  private static final Header ACCEPT =
      new BasicHeader(HttpHeaders.ACCEPT, "application/json, application/problem+json");

  /** How late an exchange may be ended that is late. */
  private static final long WATCH_MS = 100;

  private final SharedClients.Use client;
  private final Credentials credentials;
  private final EngineSettings settings;
  private final NetworkFaults faults;
  private final LogContext opener = LogContext.current();
  private final Set<Exchange> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Takes over the credentials: closing this closes them. */
  public HttpTransport(EngineSettings settings, Credentials credentials) {
    this(settings, credentials, SystemDefaultDnsResolver.INSTANCE);
  }

  HttpTransport(EngineSettings settings, Credentials credentials, DnsResolver names) {
    this.settings = settings;
    this.faults =
        new NetworkFaults(settings.connectTimeout(), settings.maxConnections(), settings.network());
    this.credentials = credentials;
    this.client =
        SharedClients.OF_THIS_JVM.open(
            settings.url(),
            new ClientSettings(
                settings.network(),
                settings.connectTimeout(),
                settings.maxConnections(),
                settings.userAgent(),
                names));
    watch();
  }

  /**
   * Sends one request with a JSON body.
   *
   * @param body the JSON text in UTF-8; empty for none
   * @param responseTimeout how long to wait for the answer after the request was sent; waiting for
   *     a connection, opening it and sending the request have their own limits
   */
  public CompletionStage<HttpAnswer> send(
      Method method, URI uri, byte[] body, Duration responseTimeout) {
    if (closed) {
      return CompletableFuture.failedFuture(EngineException.closed());
    }
    Duration longest =
        settings.requestTimeout().plus(settings.connectTimeout()).plus(responseTimeout);
    Exchange exchange = new Exchange(method, uri, body, responseTimeout, longest);
    open.add(exchange);
    exchange.answer.whenComplete((response, failure) -> open.remove(exchange));
    attempt(exchange, false);
    if (closed) { // close() may not have seen this one
      exchange.answer.completeExceptionally(EngineException.closed());
    }
    return opener.carriedBy(exchange.answer);
  }

  /**
   * Sends the request as soon as there are credentials, unless the caller was answered meanwhile.
   *
   * @param again whether the credentials of an attempt before were refused
   */
  private void attempt(Exchange exchange, boolean again) {
    credentials
        .headers()
        .whenComplete(
            (headers, failure) -> {
              if (failure != null) {
                exchange.answer.completeExceptionally(EngineException.from(failure));
              } else if (!exchange.answer.isDone()) {
                exchange.sent = true;
                execute(request(exchange, headers), new Callback(exchange, headers, again));
              }
            });
  }

  /**
   * The future that the client returns is left alone: now and then the client never gives the
   * connection of a cancelled exchange back to its pool (seen with 5.6.1).
   */
  private void execute(SimpleHttpRequest request, Callback callback) {
    try {
      client.execute(
          SimpleRequestProducer.create(request),
          SimpleResponseConsumer.create(),
          callback.context,
          callback);
    } catch (RuntimeException refused) {
      callback.failed(refused); // a client that is being closed throws
    }
  }

  /**
   * Ends exchanges that take longer than all their steps may together. The client's own timeouts
   * miss two cases: its queue for connections is looked at only when one is given back, and an
   * answer that trickles in never pauses for long. The exchange itself goes on: in the first case
   * the client drops it unsent, in the second its answer is ignored.
   *
   * <p>A look at all of them now and then costs less than a timer for each.
   */
  private void watch() {
    if (closed) {
      return;
    }
    long now = System.nanoTime();
    for (Exchange exchange : open) {
      if (now - exchange.deadline >= 0) {
        exchange.answer.completeExceptionally(late(exchange));
      }
    }
    Alarm.after(WATCH_MS, TimeUnit.MILLISECONDS, this::watch);
  }

  private EngineException late(Exchange exchange) {
    String server = NetworkFaults.server(exchange.uri);
    if (!exchange.sent) {
      return EngineException.login(
          ErrorKind.UNAVAILABLE,
          "no credentials for "
              + server
              + " were had within "
              + exchange.longest.toMillis()
              + " ms",
          null);
    }
    return EngineException.of(
        ErrorKind.TIMEOUT,
        "no whole answer from "
            + server
            + " within "
            + exchange.longest.toMillis()
            + " ms, the wait for one of "
            + settings.maxConnections()
            + " connections included");
  }

  private SimpleHttpRequest request(Exchange exchange, Map<String, String> credentials) {
    SimpleHttpRequest request = SimpleHttpRequest.create(exchange.method, exchange.uri);
    request.addHeader(ACCEPT);
    request.setConfig(
        RequestConfig.custom()
            .setConnectionRequestTimeout(timeout(settings.requestTimeout()))
            .setResponseTimeout(timeout(exchange.responseTimeout))
            .build());
    settings.headers().byName().forEach(request::addHeader);
    credentials.forEach(request::addHeader);
    if (exchange.body.length > 0) {
      request.setBody(exchange.body, ContentType.APPLICATION_JSON);
    }
    return request;
  }

  /**
   * Requests still open fail as unavailable, and what was not sent is not sent any more. Closes
   * every connection at once, unless other transports share them.
   */
  @Override
  public void close() {
    closed = true;
    open.forEach(exchange -> exchange.answer.completeExceptionally(EngineException.closed()));
    client.close();
    credentials.close();
  }

  private static Timeout timeout(Duration duration) {
    return Timeout.ofMilliseconds(duration.toMillis());
  }

  /** A request on its way: its attempts have all but the credentials in common. */
  private static final class Exchange {
    private final Method method;
    private final URI uri;
    private final byte[] body;
    private final Duration responseTimeout;
    private final Duration longest;
    private final long deadline;
    private final CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();
    private volatile boolean sent;

    Exchange(Method method, URI uri, byte[] body, Duration responseTimeout, Duration longest) {
      this.method = method;
      this.uri = uri;
      this.body = body;
      this.responseTimeout = responseTimeout;
      this.longest = longest;
      this.deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(longest); // or for ever
    }
  }

  private final class Callback implements FutureCallback<SimpleHttpResponse> {
    private final Exchange exchange;
    private final CompletableFuture<HttpAnswer> answer;
    private final Map<String, String> headers;
    private final boolean again;
    private final HttpContext context;

    Callback(Exchange exchange, Map<String, String> headers, boolean again) {
      this.exchange = exchange;
      this.answer = exchange.answer;
      this.context = Sending.context(() -> !answer.isDone());
      this.headers = headers;
      this.again = again;
    }

    /** A token may expire on its way: an engine that refuses it has carried out nothing. */
    @Override
    public void completed(SimpleHttpResponse response) {
      if (response.getCode() == HttpStatus.SC_UNAUTHORIZED
          && !again
          && !answer.isDone()
          && credentials.refused(headers)) {
        attempt(exchange, true);
        return;
      }
      if (isCutOff(response)) {
        failed(new ConnectionClosedException("the answer ends in its head"));
        return;
      }
      byte[] body = response.getBodyBytes();
      ContentType type = response.getContentType();
      answer.complete(
          new HttpAnswer(
              response.getCode(),
              response.getReasonPhrase() == null ? "" : response.getReasonPhrase(),
              type == null ? "" : type.getMimeType().toLowerCase(Locale.ROOT),
              location(response),
              body == null ? new byte[0] : body));
    }

    @Override
    public void failed(Exception fault) {
      answer.completeExceptionally(
          closed ? EngineException.closed() : faults.classify(fault, exchange.uri, context));
    }

    @Override
    public void cancelled() {
      answer.completeExceptionally(EngineException.closed());
    }

    /** The client takes the end of a connection for that of a head, too. */
    private static boolean isCutOff(SimpleHttpResponse response) {
      byte[] body = response.getBodyBytes();
      return response.getCode() == HttpStatus.SC_OK
          && !HttpVersion.HTTP_2.equals(response.getVersion())
          && (body == null || body.length == 0)
          && !response.containsHeader(HttpHeaders.CONTENT_LENGTH)
          && !response.containsHeader(HttpHeaders.TRANSFER_ENCODING);
    }

    private static String location(SimpleHttpResponse response) {
      Header location = response.getFirstHeader(HttpHeaders.LOCATION);
      return location == null || location.getValue() == null ? "" : location.getValue();
    }
  }
}
