package io.bpmnconnect.engine.camunda7;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.rest.RestCall;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Finds deployed definitions of one kind, and keeps what it has found: a version never changes, and
 * which one is the latest is kept for {@link #LATEST_KEPT}. A version can be deleted and its number
 * be given again, so what proves to be gone is to be forgotten.
 *
 * <p>Safe for use by any thread. Invariant, guarded by this object's monitor: at most {@link
 * #MOST_KEPT} are kept, those that were used last.
 */
final class Definitions {

  static final Duration LATEST_KEPT = Duration.ofSeconds(5);

  private static final Duration UNLIMITED = Duration.ofNanos(Long.MAX_VALUE);

  private static final int MOST_KEPT = 1_000;

  private final Camunda7Api api;
  private final String kind;
  private final String name;

  /** By the paths that they were found at. */
  private final Map<String, Kept> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
          return size() > MOST_KEPT;
        }
      };

  private record Kept(Definition definition, long sinceNanos) {}

  private Definitions(Camunda7Api api, String kind, String name) {
    this.api = api;
    this.kind = kind;
    this.name = name;
  }

  static Definitions ofProcesses(Camunda7Api api) {
    return new Definitions(api, "process-definition", "process");
  }

  static Definitions ofDecisions(Camunda7Api api) {
    return new Definitions(api, "decision-definition", "decision");
  }

  /** The path below which the API has the definition of a modeller's id, in its latest version. */
  String latestPath(String key, Optional<String> tenantId) {
    return kind
        + "/key/"
        + Camunda7Api.path(name + " id", key)
        + tenantId.map(tenant -> "/tenant-id/" + Camunda7Api.path("tenant id", tenant)).orElse("");
  }

  /** The path below which the API has the definition of an engine's id. */
  String path(String id) {
    return kind + "/" + Camunda7Api.path(name + " definition key", id);
  }

  /** The latest version; fails as not found when there is none. */
  CompletionStage<Definition> latest(String key, Optional<String> tenantId) {
    String path = latestPath(key, tenantId);
    return find(path, LATEST_KEPT, Definition::read);
  }

  /** The definition of an engine's id; fails as not found when there is none. */
  CompletionStage<Definition> byId(String id) {
    String path = path(id);
    return find(path, UNLIMITED, Definition::read);
  }

  /** As {@link #byId(String)}, and not found either when it is not of the tenant that is named. */
  CompletionStage<Definition> byId(String id, Optional<String> tenantId) {
    return byId(id)
        .thenApply(
            found -> {
              if (tenantId.isPresent() && !found.tenantId().equals(tenantId)) {
                throw EngineException.of(
                    ErrorKind.NOT_FOUND,
                    name + " definition " + id + " is not of tenant " + tenantId.get());
              }
              return found;
            });
  }

  /** One version; fails as not found when it is not deployed. */
  CompletionStage<Definition> version(String key, int version, Optional<String> tenantId) {
    String path =
        kind
            + "?key="
            + Camunda7Api.encoded(key)
            + "&version="
            + version
            + tenantId
                .map(tenant -> "&tenantIdIn=" + Camunda7Api.encoded(tenant))
                .orElse("&withoutTenantId=true");
    return find(
        path,
        UNLIMITED,
        answer -> {
          JsonNode found = Camunda7Api.list(answer);
          if (found.isEmpty()) {
            throw EngineException.of(
                ErrorKind.NOT_FOUND,
                name + " \"" + key + "\" is not deployed in version " + version);
          }
          return Definition.read(found.get(0));
        });
  }

  /** Forgets where a definition was found that is not there any more. */
  synchronized void forget(Definition gone) {
    kept.values().removeIf(each -> each.definition().equals(gone));
  }

  private CompletionStage<Definition> find(
      String path, Duration time, Function<JsonNode, Definition> reader) {
    Optional<Definition> known = known(path, time);
    return known.isPresent()
        ? CompletableFuture.completedFuture(known.get())
        : api.send(RestCall.get(path)).thenApply(reader).thenApply(found -> keep(path, found));
  }

  private synchronized Optional<Definition> known(String path, Duration time) {
    return Optional.ofNullable(kept.get(path))
        .filter(each -> System.nanoTime() - each.sinceNanos() < time.toNanos())
        .map(Kept::definition);
  }

  private synchronized Definition keep(String path, Definition found) {
    kept.put(path, new Kept(found, System.nanoTime()));
    return found;
  }
}
