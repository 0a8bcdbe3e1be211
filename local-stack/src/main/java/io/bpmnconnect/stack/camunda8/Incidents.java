package io.bpmnconnect.stack.camunda8;

import io.bpmnconnect.stack.camunda8.EngineLog.Subject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The incidents that are open. Not thread-safe. */
final class Incidents {

  /** An open incident, and what goes on when it is resolved. */
  record Incident(
      long key,
      String type,
      String message,
      ElementInstance at,
      Optional<Job> job,
      Runnable goOn) {}

  private final Keys keys;
  private final EngineLog log;
  private final Map<Long, Incident> open = new LinkedHashMap<>();

  Incidents(Keys keys, EngineLog log) {
    this.keys = keys;
    this.log = log;
  }

  void raise(String type, String message, ElementInstance at, Optional<Job> job, Runnable goOn) {
    Incident incident = new Incident(keys.next(), type, message, at, job, goOn);
    open.put(incident.key(), incident);
    at.onExit.add(() -> open.remove(incident.key()));
    event(incident, "created");
  }

  Map<Long, Incident> open() {
    return open;
  }

  void resolve(long key, PlayedVersion version) {
    Keys.check(key);
    Incident incident = open.get(key);
    if (incident == null) {
      // Seen on 8.6.0.
      throw new Refusal(
          Refusal.Kind.NOT_FOUND,
          "Command 'RESOLVE' rejected with code 'NOT_FOUND': Expected to resolve incident with key"
              + " '%d', but no such incident was found".formatted(key));
    }
    if (incident.job().filter(job -> job.retries <= 0).isPresent()) {
      // Seen on 8.6.0 as if there were none; the public description has it as a wrong state.
      throw new Refusal(
          version.has(7) ? Refusal.Kind.INVALID_STATE : Refusal.Kind.NOT_FOUND,
          "Expected to resolve incident with key '%d', but job with key '%d' has no retries left"
              .formatted(key, incident.job().get().key));
    }
    open.remove(key);
    event(incident, "resolved");
    incident.goOn().run();
  }

  private void event(Incident incident, String action) {
    log.add(
        Subject.INCIDENT,
        action,
        incident.type(),
        incident.key(),
        incident.at().instance.key,
        incident.at().instance.process.id(),
        incident.message());
  }
}
