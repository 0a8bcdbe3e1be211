package io.bpmnconnect.it;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Dependencies point one way; see docs/decisions/0001. */
@AnalyzeClasses(packages = "io.bpmnconnect", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule MODULES_DEPEND_ONE_WAY =
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
          .mayOnlyBeAccessedByLayers("connect", "sink", "source");

  @ArchTest
  static final ArchRule THE_ENGINE_CLIENT_KNOWS_NOTHING_OF_KAFKA =
      noClasses()
          .that()
          .resideInAPackage("io.bpmnconnect.engine..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka..");

  @ArchTest
  static final ArchRule ONLY_THE_ENGINE_CLIENT_KNOWS_ITS_TRANSPORT =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.bpmnconnect.engine..", "io.bpmnconnect.stack..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.hc..", "com.fasterxml.jackson..");

  @ArchTest
  static final ArchRule ADAPTERS_ARE_REACHED_THROUGH_THE_FACTORY_ONLY =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.bpmnconnect.engine.camunda..", "io.bpmnconnect.engine.factory")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.bpmnconnect.engine.camunda..");

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching("io.bpmnconnect.(**)").should().beFreeOfCycles();
}
