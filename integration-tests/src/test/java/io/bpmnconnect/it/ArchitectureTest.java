package io.bpmnconnect.it;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.bpmnconnect.engine.EngineType;
import java.util.List;
import java.util.Timer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dependencies point one way; see docs/decisions/0001. */
class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.bpmnconnect");

  private static final List<Class<?>> MAKERS =
      List.of(Thread.class, ExecutorService.class, Timer.class);

  @Test
  void modulesDependOneWay() {
    check(
        layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("engine")
            .definedBy("io.bpmnconnect.engine..")
            .layer("connect")
            .definedBy("io.bpmnconnect.connect..")
            .layer("sink")
            .definedBy("io.bpmnconnect.sink..")
            .layer("source")
            .definedBy("io.bpmnconnect.source..")
            .layer("stack")
            .definedBy("io.bpmnconnect.stack..")
            .whereLayer("stack")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("sink")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("source")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("connect")
            .mayOnlyBeAccessedByLayers("sink", "source")
            .whereLayer("engine")
            .mayOnlyBeAccessedByLayers("connect", "sink", "source"));
  }

  @Test
  void theEngineClientKnowsNothingOfKafka() {
    check(
        noClasses()
            .that()
            .resideInAPackage("io.bpmnconnect.engine..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka.."));
  }

  @Test
  void onlyTheEngineClientKnowsItsTransport() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages("io.bpmnconnect.engine..", "io.bpmnconnect.stack..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.hc..", "io.grpc..", "io.camunda.."));
  }

  @Test
  void jsonIsWrittenByTheEngineClientInResultsAndInJobRecords() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages("io.bpmnconnect.engine..", "io.bpmnconnect.stack..")
            .and()
            .haveSimpleNameNotStartingWith("ResultValue")
            .and()
            .doNotHaveSimpleName("JobJson")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.fasterxml.jackson.."));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.bpmnconnect.engine.camunda8..",
        "io.bpmnconnect.engine.zeebe..",
        "io.bpmnconnect.engine.camunda7..",
        "io.bpmnconnect.engine.gobpmn.."
      })
  void adaptersAreReachedThroughTheFactoryOnly(String adapter) {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(adapter, "io.bpmnconnect.engine.factory")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(adapter));
  }

  /** Traits and features of the adapter are asked instead; see docs/decisions/0019. */
  @Test
  void onlyAdaptersAndTheirFactoryNameAnEngine() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(
                "io.bpmnconnect.engine.camunda8..",
                "io.bpmnconnect.engine.zeebe..",
                "io.bpmnconnect.engine.camunda7..",
                "io.bpmnconnect.engine.gobpmn..",
                "io.bpmnconnect.engine.factory..")
            .and()
            .doNotBelongToAnyOf(EngineType.class)
            .should()
            .accessTargetWhere(
                describe("a constant of EngineType is used", ArchitectureTest::namesAnEngine)));
  }

  @Test
  void whatRestAdaptersShareKnowsThePortTheTransportAndJsonOnly() {
    check(
        noClasses()
            .that()
            .resideInAPackage("io.bpmnconnect.engine.rest..")
            .should()
            .dependOnClassesThat(
                resideInAPackage("io.bpmnconnect..")
                    .and(
                        resideOutsideOfPackages(
                            "io.bpmnconnect.engine",
                            "io.bpmnconnect.engine.rest..",
                            "io.bpmnconnect.engine.http..",
                            "io.bpmnconnect.engine.json.."))));
  }

  @Test
  void onlyTheTwoAdaptersOfCamunda8KnowItsVersions() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(
                "io.bpmnconnect.engine.camundaversion..",
                "io.bpmnconnect.engine.camunda8..",
                "io.bpmnconnect.engine.zeebe..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.bpmnconnect.engine.camundaversion.."));
  }

  /** Others come without the logging context of their task. */
  @Test
  void connectorsTakeThreadsAndTimersFromTaskThreads() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                "io.bpmnconnect.connect..", "io.bpmnconnect.sink..", "io.bpmnconnect.source..")
            .and()
            .resideOutsideOfPackage("io.bpmnconnect.connect.threads..")
            .should()
            .accessTargetWhere(
                describe("a thread or timer is made", ArchitectureTest::makesAThread)));
  }

  @Test
  void packagesHaveNoCycles() {
    check(slices().matching("io.bpmnconnect.(**)").should().beFreeOfCycles());
  }

  private static boolean namesAnEngine(JavaAccess<?> access) {
    return access instanceof JavaFieldAccess
        && access.getTargetOwner().isEquivalentTo(EngineType.class)
        && Stream.of(EngineType.values()).anyMatch(type -> type.name().equals(access.getName()));
  }

  private static boolean makesAThread(JavaAccess<?> access) {
    JavaClass owner = access.getTargetOwner();
    boolean constructs = access.getName().equals(JavaConstructor.CONSTRUCTOR_NAME);
    return (constructs && MAKERS.stream().anyMatch(owner::isAssignableTo))
        || owner.isEquivalentTo(Executors.class)
        || access.getName().equals("delayedExecutor")
        || (owner.isAssignableTo(CompletionStage.class) && access.getName().endsWith("Async"));
  }

  private static void check(ArchRule rule) {
    rule.check(CLASSES);
  }
}
