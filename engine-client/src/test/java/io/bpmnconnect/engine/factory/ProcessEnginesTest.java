package io.bpmnconnect.engine.factory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.bpmnconnect.engine.EngineAdapter;
import io.bpmnconnect.engine.EngineInfo;
import io.bpmnconnect.engine.EngineOption;
import io.bpmnconnect.engine.EngineTrait;
import io.bpmnconnect.engine.EngineType;
import io.bpmnconnect.engine.Feature;
import io.bpmnconnect.engine.Operation;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every adapter says before an engine is asked. */
class ProcessEnginesTest {

  static List<EngineAdapter> adapters() {
    return ProcessEngines.adapters();
  }

  @Test
  void aTypeHasOneAdapterAtMost() {
    assertThat(adapters()).extracting(EngineAdapter::type).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void anAdapterIsFoundByItsType(EngineAdapter adapter) {
    assertThat(ProcessEngines.adapter(adapter.type())).isSameAs(adapter);
  }

  @Test
  void aTypeWithoutAnAdapterIsNamed() {
    List<EngineType> spoken = adapters().stream().map(EngineAdapter::type).toList();

    assertThat(EngineType.values())
        .filteredOn(type -> !spoken.contains(type))
        .allSatisfy(
            type ->
                assertThatIllegalStateException()
                    .isThrownBy(() -> ProcessEngines.adapter(type))
                    .withMessage("there is no adapter for " + type));
  }

  @Test
  void theDefaultHasAnAdapter() {
    assertThat(ProcessEngines.adapter(ProcessEngines.DEFAULT).type())
        .isEqualTo(EngineType.CAMUNDA8);
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void anAdapterKnowsAVersionAtLeast(EngineAdapter adapter) {
    assertThat(adapter.known())
        .isNotEmpty()
        .extracting(EngineInfo::version)
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void aNewerVersionLacksNothingThatAnOlderOneHas(EngineAdapter adapter) {
    List<EngineInfo> known = adapter.known();

    for (int newer = 1; newer < known.size(); newer++) {
      EngineInfo older = known.get(newer - 1);
      assertThat(older.missingFeatures()).containsAllEntriesOf(known.get(newer).missingFeatures());
      assertThat(older.missingOperations())
          .containsAllEntriesOf(known.get(newer).missingOperations());
    }
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void theOldestVersionIsTheFirstThatIsKnown(EngineAdapter adapter) {
    adapter
        .oldestVersion()
        .ifPresent(oldest -> assertThat(adapter.known().get(0).version()).isEqualTo(oldest));
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void whatIsNeededIsWhatTheNewestVersionLacks(EngineAdapter adapter) {
    EngineInfo newest = adapter.known().get(adapter.known().size() - 1);

    assertThat(Feature.values())
        .allSatisfy(
            feature ->
                assertThat(adapter.needs(feature).isPresent())
                    .isEqualTo(newest.whyNot(feature).isPresent()));
    assertThat(Operation.values())
        .allSatisfy(
            operation ->
                assertThat(adapter.needs(operation).isPresent())
                    .isEqualTo(newest.whyNot(operation).isPresent()));
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void anAdapterHasTheTraitsItNames(EngineAdapter adapter) {
    assertThat(Arrays.stream(EngineTrait.values()).filter(adapter::has))
        .containsExactlyInAnyOrderElementsOf(adapter.traits());
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void theOptionsOfAnAdapterHaveDifferentNames(EngineAdapter adapter) {
    assertThat(adapter.options()).extracting(EngineOption::name).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void theDefaultOfAnOptionIsOneOfItsChoices(EngineAdapter adapter) {
    assertThat(adapter.options())
        .allSatisfy(
            option -> {
              assertThat(option.name()).matches("[a-z]+(\\.[a-z]+)*");
              assertThat(option.displayName()).isNotBlank();
              assertThat(option.documentation()).endsWith(".");
              if (option.isList()) {
                assertThat(option.standard()).isEmpty();
              } else {
                assertThat(option.choices()).contains(option.standard()).doesNotHaveDuplicates();
              }
            });
  }
}
