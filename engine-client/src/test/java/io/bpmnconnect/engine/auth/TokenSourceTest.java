package io.bpmnconnect.engine.auth;

import static io.bpmnconnect.engine.Stages.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a token is fetched, kept, and given up; time passes when the test says so. */
@Timeout(60)
class TokenSourceTest {

  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1); // it may overflow
  private final Fetcher fetcher = new Fetcher();
  private double random;
  private final TokenSource source = new TokenSource(fetcher, clock::get, () -> random);

  /** Notes each fetch, and leaves it open until the test answers it. */
  private static final class Fetcher implements TokenFetcher {
    private final List<CompletableFuture<Token>> fetches = new CopyOnWriteArrayList<>();
    private boolean closed;

    @Override
    public CompletionStage<Token> fetch() {
      CompletableFuture<Token> fetch = new CompletableFuture<>();
      fetches.add(fetch);
      return fetch;
    }

    void gives(String token, long seconds) {
      last().complete(new Token(token, Duration.ofSeconds(seconds)));
    }

    void fails(ErrorKind kind) {
      last().completeExceptionally(EngineException.login(kind, "the token endpoint is away", null));
    }

    private CompletableFuture<Token> last() {
      return fetches.get(fetches.size() - 1);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  private void seconds(long seconds) {
    pass(Duration.ofSeconds(seconds));
  }

  private CompletableFuture<Map<String, String>> ask() {
    return source.headers().toCompletableFuture();
  }

  private static Map<String, String> bearer(String token) {
    return Map.of("Authorization", "Bearer " + token);
  }

  /** Has the source hold a token of so many seconds. */
  private void hold(String token, long seconds) {
    CompletableFuture<Map<String, String>> asked = ask();
    fetcher.gives(token, seconds);
    assertThat(asked).isCompletedWithValue(bearer(token));
  }

  @Test
  void nothingIsFetchedBeforeSomebodyAsks() {
    assertThat(fetcher.fetches).isEmpty();
  }

  @Test
  void aTokenIsFetchedOnceAndKept() {
    hold("one", 3600);
    seconds(3000);

    assertThat(ask()).isCompletedWithValue(bearer("one"));
    assertThat(fetcher.fetches).hasSize(1);
  }

  @Test
  void fiftyWhoAskAtOnceShareOneFetch() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(50);
    try {
      CountDownLatch together = new CountDownLatch(50);
      List<Future<CompletableFuture<Map<String, String>>>> asked = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        asked.add(
            threads.submit(
                () -> {
                  together.countDown();
                  together.await();
                  return ask();
                }));
      }
      List<CompletableFuture<Map<String, String>>> answers = new ArrayList<>();
      for (Future<CompletableFuture<Map<String, String>>> each : asked) {
        answers.add(each.get());
      }
      assertThat(fetcher.fetches).hasSize(1);
      assertThat(answers).noneMatch(CompletableFuture::isDone);

      fetcher.gives("one", 3600);

      assertThat(answers).allMatch(answer -> answer.join().equals(bearer("one")));
      assertThat(fetcher.fetches).hasSize(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aMinuteBeforeItsEndATokenIsRenewedWhileItIsStillUsed() {
    hold("one", 3600);
    seconds(3539);
    assertThat(ask()).isCompletedWithValue(bearer("one"));
    assertThat(fetcher.fetches).hasSize(1);

    seconds(1);
    assertThat(ask()).isCompletedWithValue(bearer("one"));
    assertThat(ask()).isCompletedWithValue(bearer("one"));
    assertThat(fetcher.fetches).hasSize(2);

    fetcher.gives("two", 3600);
    assertThat(ask()).isCompletedWithValue(bearer("two"));
  }

  @Test
  void aShortTokenIsRenewedWhenAFifthOfItsTimeIsLeft() {
    hold("one", 10);
    pass(Duration.ofMillis(7999));
    ask();
    assertThat(fetcher.fetches).hasSize(1);

    pass(Duration.ofMillis(1));
    ask();
    assertThat(fetcher.fetches).hasSize(2);
  }

  @Test
  void manyWorkersDoNotRenewTogether() {
    random = 0.5;
    hold("one", 3600);
    seconds(3525);

    ask();

    assertThat(fetcher.fetches).hasSize(2);
  }

  @Test
  void theLifeOfATokenBeginsWithItsRequestNotWithItsAnswer() {
    CompletableFuture<Map<String, String>> asked = ask();
    seconds(8);
    fetcher.gives("one", 10);
    assertThat(asked).isCompletedWithValue(bearer("one"));

    seconds(2);

    assertThat(ask()).isNotDone();
  }

  @Test
  void anExpiredTokenIsNotSent() {
    hold("one", 3600);
    seconds(3600);

    CompletableFuture<Map<String, String>> asked = ask();

    assertThat(asked).isNotDone();
    fetcher.gives("two", 3600);
    assertThat(asked).isCompletedWithValue(bearer("two"));
  }

  @Test
  void aRefusedTokenIsReplacedOnceHoweverManyAreRefused() {
    hold("one", 3600);

    assertThat(source.refused(bearer("one"))).isTrue();
    assertThat(source.refused(bearer("one"))).isTrue();
    CompletableFuture<Map<String, String>> asked = ask();
    assertThat(source.refused(bearer("one"))).isTrue();
    fetcher.gives("two", 3600);

    assertThat(asked).isCompletedWithValue(bearer("two"));
    assertThat(source.refused(bearer("one"))).as("of an old request").isTrue();
    assertThat(ask()).isCompletedWithValue(bearer("two"));
    assertThat(fetcher.fetches).hasSize(2);
  }

  @Test
  void aReplacementThatIsRefusedAtOnceIsNotReplacedAgain() {
    hold("one", 3600);
    source.refused(bearer("one"));
    hold("two", 3600);

    assertThat(source.refused(bearer("two"))).isFalse();
    assertThat(ask()).isCompletedWithValue(bearer("two"));

    seconds(2);
    assertThat(source.refused(bearer("two"))).as("it was good for a while").isTrue();
  }

  @Test
  void tokensThatTheEngineFindsExpiredEarlyAreReplacedAsOftenAsItTakes() {
    hold("one", 4);
    for (String token : List.of("two", "three", "four")) {
      assertThat(source.refused(ask().join())).isTrue();
      hold(token, 4);
      seconds(2);
    }
  }

  @Test
  void whileTheEndpointIsAwayNobodyWaitsAndItIsNotAskedMoreOften() {
    CompletableFuture<Map<String, String>> first = ask();
    fetcher.fails(ErrorKind.UNAVAILABLE);
    assertThat(failure(first)).hasMessage("the token endpoint is away");

    for (int i = 0; i < 100; i++) {
      EngineException refusal = failure(ask());
      assertThat(refusal.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
      assertThat(refusal.isLogin()).isTrue();
      assertThat(refusal.isAmbiguous()).isFalse();
    }
    assertThat(fetcher.fetches).hasSize(1);

    pass(Duration.ofMillis(500));
    hold("one", 3600);
    assertThat(fetcher.fetches).hasSize(2);
  }

  @Test
  void pausesDoubleUpToHalfAMinute() {
    long asked = 0;
    for (long pause : List.of(500L, 1000L, 2000L, 4000L, 8000L, 16_000L, 30_000L, 30_000L)) {
      ask();
      asked++;
      assertThat(fetcher.fetches).hasSize((int) asked);
      fetcher.fails(ErrorKind.UNAVAILABLE);

      pass(Duration.ofMillis(pause - 1));
      assertThat(ask()).isCompletedExceptionally();
      assertThat(fetcher.fetches).as("within %s ms", pause).hasSize((int) asked);
      pass(Duration.ofMillis(1));
    }
  }

  @Test
  void aPauseIsUpToHalfAsLongByChance() {
    random = 0.999;
    ask();
    fetcher.fails(ErrorKind.UNAVAILABLE);
    pass(Duration.ofMillis(251));

    ask();

    assertThat(fetcher.fetches).hasSize(2);
  }

  @Test
  void afterASuccessPausesAreShortAgain() {
    for (int i = 0; i < 5; i++) {
      ask();
      fetcher.fails(ErrorKind.UNAVAILABLE);
      seconds(30);
    }
    hold("one", 10);
    seconds(10);
    ask();
    fetcher.fails(ErrorKind.UNAVAILABLE);
    int before = fetcher.fetches.size();

    pass(Duration.ofMillis(500));
    ask();

    assertThat(fetcher.fetches).hasSize(before + 1);
  }

  @Test
  void aTaskThatStartsDoesNotWaitForAPauseOfThoseBeforeIt() {
    ask();
    fetcher.fails(ErrorKind.UNAUTHENTICATED);

    source.forgetFailures();
    hold("one", 3600);

    assertThat(fetcher.fetches).hasSize(2);
  }

  @Test
  void aTokenThatCannotBeRenewedYetIsUsedToItsEnd() {
    hold("one", 100);
    seconds(80);
    ask();
    fetcher.fails(ErrorKind.UNAVAILABLE);

    pass(Duration.ofMillis(19_500));
    assertThat(ask()).isCompletedWithValue(bearer("one"));
    fetcher.fails(ErrorKind.UNAVAILABLE);
    pass(Duration.ofMillis(500));

    assertThat(failure(ask()).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
  }

  @Test
  void aRefusedTokenIsNotUsedAgainWhileTheEndpointIsAway() {
    hold("one", 100);
    seconds(80);
    ask();
    fetcher.fails(ErrorKind.UNAVAILABLE);

    source.refused(bearer("one"));

    assertThat(failure(ask()).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(fetcher.fetches).hasSize(2);
  }

  @Test
  void aFetcherThatThrowsLeavesNobodyWaiting() {
    TokenSource throwing =
        new TokenSource(
            new TokenFetcher() {
              @Override
              public CompletionStage<Token> fetch() {
                throw new IllegalStateException("out of order");
              }

              @Override
              public void close() {}
            },
            clock::get,
            () -> 0);

    assertThat(failure(throwing.headers()))
        .hasMessageContaining("out of order")
        .matches(e -> e.kind() == ErrorKind.UNAVAILABLE);
  }

  @Test
  void whoWaitsWhenTheSourceIsClosedIsTold() {
    CompletableFuture<Map<String, String>> waiting = ask();

    source.close();

    assertThat(failure(waiting)).hasMessage("the connection to the engine was closed");
    assertThat(failure(ask())).hasMessage("the connection to the engine was closed");
    assertThat(fetcher.closed).isTrue();
    assertThat(fetcher.fetches).hasSize(1);
  }

  @Test
  void whoGivesUpWaitingSpoilsItForNobody() throws ExecutionException, InterruptedException {
    CompletableFuture<Map<String, String>> impatient = ask();
    CompletableFuture<Map<String, String>> patient = ask();

    impatient.cancel(true);
    fetcher.gives("one", 3600);

    assertThat(patient.get()).isEqualTo(bearer("one"));
    assertThat(ask()).isCompletedWithValue(bearer("one"));
  }

  @Test
  void aTokenIsNotShown() {
    assertThat(new Token("t0ken-is-secret", Duration.ofSeconds(5)))
        .hasToString("Token[lifetime=PT5S]");
  }
}
