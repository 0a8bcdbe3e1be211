package io.bpmnconnect.it;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before a real engine and does to commands what overload, networks and load balancers do.
 * What it does to each is drawn from a seeded random, and counted.
 *
 * <p>Only commands meet faults: a GET, such as the question for the topology at a connector's
 * start, passes. {@link #goAway} makes the engine unreachable as a whole.
 *
 * <p>Each connection has a thread of its own. Fates are drawn and planned under this object's
 * monitor; counters and the way of being away are safe for use by any thread.
 */
final class FaultyProxy implements AutoCloseable {

  /** What becomes of a command. */
  enum Fate {
    /** The engine's answer reaches the client. */
    PASSED,
    /** Refused as an overloaded engine does; the engine never sees it. */
    OVERLOADED,
    /** Refused as a load balancer without a server behind it does; the engine never sees it. */
    UNAVAILABLE,
    /** Taken from the client, which waits for an answer in vain; the engine never sees it. */
    HELD,
    /** Handed to the engine; the client waits for an answer in vain. */
    LOST,
    /** Handed to the engine; the client's connection is closed instead of an answer. */
    CLOSED
  }

  /** How often, of all commands; the rest passes. */
  record Odds(double overloaded, double unavailable, double lost, double closed) {

    static final Odds FAIR = new Odds(0, 0, 0, 0);

    Fate fate(double drawn) {
      double bound = overloaded;
      if (drawn < bound) {
        return Fate.OVERLOADED;
      }
      bound += unavailable;
      if (drawn < bound) {
        return Fate.UNAVAILABLE;
      }
      bound += lost;
      if (drawn < bound) {
        return Fate.LOST;
      }
      bound += closed;
      return drawn < bound ? Fate.CLOSED : Fate.PASSED;
    }
  }

  /** How an engine is away. */
  enum Absence {
    NONE,
    /** Requests are read, and never answered. */
    SILENT,
    /** Connections are closed instead of an answer. */
    HANGING_UP
  }

  private static final Logger log = LoggerFactory.getLogger(FaultyProxy.class);

  private static final String PROBLEM =
      """
      {"type":"about:blank","title":"%s","status":%d,"detail":"by the proxy of the test"}""";

  private final URI engine;
  private final Odds odds;
  private final Duration answerLimit;
  private final Random random;
  private final Map<Fate, AtomicInteger> counts = new EnumMap<>(Fate.class);
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final LoopbackServer server;
  private Fate planned = Fate.PASSED;
  private Predicate<String> plannedPath = path -> true;
  private int planFor;
  private volatile Absence absence = Absence.NONE;
  private volatile CountDownLatch silence = new CountDownLatch(1);

  private FaultyProxy(URI engine, Odds odds, Duration answerLimit, long seed) {
    this.engine = engine;
    this.odds = odds;
    this.answerLimit = answerLimit;
    this.random = new Random(seed);
    for (Fate fate : Fate.values()) {
      counts.put(fate, new AtomicInteger());
    }
    this.server = LoopbackServer.start((request, response, context) -> serve(request, response));
    log.info("Faults are drawn from -Dfaults.seed={}", seed);
  }

  /**
   * Starts a proxy. The seed is logged; the system property {@code faults.seed} sets it.
   *
   * @param answerLimit what the engine answers later than this is lost, so that the counts tell of
   *     every command that was carried out without the client's knowing. Shorter than the client's
   *     own limit by what the proxy may need on a busy machine.
   */
  static FaultyProxy start(URI engine, Odds odds, Duration answerLimit) {
    return new FaultyProxy(
        engine, odds, answerLimit, Long.getLong("faults.seed", System.nanoTime()));
  }

  URI address() {
    return server.address();
  }

  /** How many commands have met the fate. */
  int count(Fate fate) {
    return counts.get(fate).get();
  }

  /** The next commands, so many, meet this fate, whatever the odds. */
  void plan(Fate fate, int commands) {
    plan(fate, commands, path -> true);
  }

  /** The next commands to such paths, so many, meet this fate; others meet what the odds say. */
  synchronized void plan(Fate fate, int commands, Predicate<String> path) {
    planned = fate;
    plannedPath = path;
    planFor = commands;
  }

  /** Makes the engine unreachable until {@link #comeBack()}. */
  void goAway(Absence how) {
    absence = how;
  }

  /** Ends the absence; what was waiting in vain gets its connection closed. */
  void comeBack() {
    absence = Absence.NONE;
    CountDownLatch ended = silence;
    silence = new CountDownLatch(1);
    ended.countDown();
  }

  @Override
  public void close() {
    comeBack();
    server.close();
  }

  private void serve(ClassicHttpRequest request, ClassicHttpResponse response)
      throws IOException, HttpException {
    byte[] body =
        request.getEntity() == null ? new byte[0] : EntityUtils.toByteArray(request.getEntity());
    switch (absence) {
      case SILENT -> keepSilent();
      case HANGING_UP -> throw noAnswer();
      case NONE -> {
        if (Method.GET.isSame(request.getMethod())) {
          answer(forward(request, body), response);
        } else {
          command(request, body, response);
        }
      }
    }
  }

  private void command(ClassicHttpRequest request, byte[] body, ClassicHttpResponse response)
      throws IOException {
    Fate fate = draw(request.getPath());
    switch (fate) {
      case OVERLOADED -> refuse(response, 503, "RESOURCE_EXHAUSTED");
      case UNAVAILABLE -> refuse(response, 502, "Bad Gateway");
      case HELD -> log.info("Held: {} {}", request.getMethod(), request.getPath());
      case LOST, CLOSED, PASSED -> {
        try {
          HttpResponse<byte[]> answer = forward(request, body);
          if (fate == Fate.PASSED) {
            answer(answer, response);
          }
        } catch (HttpTimeoutException late) {
          fate = Fate.LOST;
        } catch (IOException broken) {
          log.info("The engine gave no answer: {}", broken.toString());
          fate = Fate.CLOSED;
        }
      }
    }
    counts.get(fate).incrementAndGet();
    if (fate == Fate.LOST || fate == Fate.HELD) {
      keepSilent();
    } else if (fate == Fate.CLOSED) {
      throw noAnswer();
    }
  }

  private synchronized Fate draw(String path) {
    if (planFor > 0 && plannedPath.test(path)) {
      planFor--;
      return planned;
    }
    return odds.fate(random.nextDouble());
  }

  private HttpResponse<byte[]> forward(ClassicHttpRequest request, byte[] body) throws IOException {
    HttpRequest.Builder forwarded =
        HttpRequest.newBuilder(engine.resolve(request.getRequestUri()))
            .timeout(answerLimit)
            .method(request.getMethod(), BodyPublishers.ofByteArray(body));
    if (body.length > 0) {
      forwarded.header("content-type", request.getEntity().getContentType());
    }
    try {
      return client.send(forwarded.build(), BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the proxy is being closed");
    }
  }

  private static void answer(HttpResponse<byte[]> answer, ClassicHttpResponse response) {
    response.setCode(answer.statusCode());
    answer
        .headers()
        .firstValue("content-type")
        .ifPresent(
            type ->
                response.setEntity(new ByteArrayEntity(answer.body(), ContentType.parse(type))));
  }

  private static void refuse(ClassicHttpResponse response, int status, String title) {
    response.setCode(status);
    response.setEntity(
        new StringEntity(PROBLEM.formatted(title, status), ContentType.APPLICATION_PROBLEM_JSON));
  }

  /** Until the test is over or the absence is; by then the client has long given up. */
  private void keepSilent() throws IOException {
    try {
      silence.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw noAnswer();
  }

  private static IOException noAnswer() {
    return new ConnectionClosedException("closed on purpose, without an answer");
  }
}
