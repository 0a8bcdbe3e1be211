package io.bpmnconnect.it;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.bpmnconnect.engine.EngineType;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dependencies point one way; see docs/decisions/0001. */
class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.bpmnconnect");

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

  /** They ask an adapter's traits and features, so that another engine changes none of them. */
  @Test
  void onlyAdaptersAndTheirFactoryNameAnEngineType() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(
                "io.bpmnconnect.engine.camunda8..",
                "io.bpmnconnect.engine.zeebe..",
                "io.bpmnconnect.engine.camunda7..",
                "io.bpmnconnect.engine.gobpmn..",
                "io.bpmnconnect.engine.factory..",
                "io.bpmnconnect.benchmarks..")
            .and()
            .areNotAssignableTo(EngineType.class)
            .should()
            .accessFieldWhere(
                describe(
                    "it is a constant of EngineType",
                    access -> access.getTarget().getOwner().isEquivalentTo(EngineType.class))));
  }

  /** Threads that no maker gave the task's logging context would log without their connector. */
  @Test
  void threadsOfATaskAreMadeInOnePlace() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                "io.bpmnconnect.engine",
                "io.bpmnconnect.connect..",
                "io.bpmnconnect.sink..",
                "io.bpmnconnect.source..")
            .and()
            .doNotHaveSimpleName("TaskThreads")
            .should()
            .callConstructorWhere(
                describe(
                    "it makes a thread or a pool of threads",
                    call ->
                        call.getTarget().getOwner().isAssignableTo(Thread.class)
                            || call.getTarget().getOwner().isAssignableTo(ExecutorService.class)))
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Executors.class));
  }

  @Test
  void packagesHaveNoCycles() {
    check(slices().matching("io.bpmnconnect.(**)").should().beFreeOfCycles());
  }

  private static void check(ArchRule rule) {
    rule.check(CLASSES);
  }
}
