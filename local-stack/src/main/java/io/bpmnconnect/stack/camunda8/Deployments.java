package io.bpmnconnect.stack.camunda8;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The definitions that were deployed. Not thread-safe. */
final class Deployments {

  /** A deployed version of a process. */
  record DeployedProcess(
      long key, int version, String tenant, String resource, String xml, ProcessModel model) {
    String id() {
      return model.id();
    }
  }

  /** A deployed version of a decision. */
  record Decision(
      long key,
      int version,
      String tenant,
      String resource,
      String xml,
      DecisionModel model,
      String name,
      String id,
      long requirementsKey) {}

  private record Name(String tenant, String id) {}

  private final Keys keys;
  private final Map<Name, List<DeployedProcess>> processes = new LinkedHashMap<>();
  private final Map<Name, List<Decision>> decisions = new LinkedHashMap<>();

  Deployments(Keys keys) {
    this.keys = keys;
  }

  /** Deploys the processes of a file; one that is the same as the last version is that version. */
  List<DeployedProcess> deployProcesses(String resource, String xml, String tenant) {
    List<DeployedProcess> deployed = new ArrayList<>();
    for (ProcessModel model : ModelParser.parse(xml)) {
      List<DeployedProcess> versions =
          processes.computeIfAbsent(new Name(tenant, model.id()), id -> new ArrayList<>());
      if (versions.isEmpty() || !last(versions).xml().equals(xml)) {
        versions.add(
            new DeployedProcess(keys.next(), versions.size() + 1, tenant, resource, xml, model));
      }
      deployed.add(last(versions));
    }
    return deployed;
  }

  /** As {@link #deployProcesses}, for the decisions of a file. */
  List<Decision> deployDecisions(String resource, String xml, String tenant) {
    DecisionModel model = DecisionModel.parse(xml);
    long requirementsKey = keys.next();
    List<Decision> deployed = new ArrayList<>();
    model
        .decisions()
        .forEach(
            (id, decision) -> {
              List<Decision> versions =
                  decisions.computeIfAbsent(new Name(tenant, id), it -> new ArrayList<>());
              if (versions.isEmpty() || !last(versions).xml().equals(xml)) {
                versions.add(
                    new Decision(
                        keys.next(),
                        versions.size() + 1,
                        tenant,
                        resource,
                        xml,
                        model,
                        decision.name(),
                        id,
                        requirementsKey));
              }
              deployed.add(last(versions));
            });
    return deployed;
  }

  /** A version of a process, the last one for -1. */
  Optional<DeployedProcess> process(String tenant, String id, int version) {
    List<DeployedProcess> versions = processes.getOrDefault(new Name(tenant, id), List.of());
    return version == -1
        ? versions.stream().reduce((first, second) -> second)
        : versions.stream().filter(it -> it.version() == version).findFirst();
  }

  /** The last deployed version with a tag. */
  Optional<DeployedProcess> tagged(String tenant, String id, String tag) {
    return processes.getOrDefault(new Name(tenant, id), List.of()).stream()
        .filter(it -> it.model().versionTag().filter(tag::equals).isPresent())
        .reduce((first, second) -> second);
  }

  Optional<DeployedProcess> process(long key) {
    return processes.values().stream()
        .flatMap(List::stream)
        .filter(it -> it.key() == key)
        .findFirst();
  }

  /** The last version of each process of a tenant. */
  Stream<DeployedProcess> latest(String tenant) {
    return processes.entrySet().stream()
        .filter(it -> it.getKey().tenant().equals(tenant))
        .map(it -> last(it.getValue()));
  }

  Optional<Decision> decision(String tenant, String id) {
    return decisions.getOrDefault(new Name(tenant, id), List.of()).stream()
        .reduce((first, second) -> second);
  }

  Optional<Decision> decision(long key) {
    return decisions.values().stream()
        .flatMap(List::stream)
        .filter(it -> it.key() == key)
        .findFirst();
  }

  private static <T> T last(List<T> versions) {
    return versions.get(versions.size() - 1);
  }
}
