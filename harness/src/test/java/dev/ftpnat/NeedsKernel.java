package dev.ftpnat;

import dev.ftpnat.internal.kernel.Prerequisites;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** For tests on the kernel network: where it can't be had they are skipped, and say why. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsKernel.Condition.class)
public @interface NeedsKernel {

  /** Looks for the kernel network with its FTP helper. */
  final class Condition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      Optional<String> missing = Prerequisites.missing(Scenario.ALG_REWRITES.topology());
      missing.ifPresent(why -> System.out.println(context.getDisplayName() + " skipped: " + why));
      return missing
          .map(ConditionEvaluationResult::disabled)
          .orElseGet(() -> ConditionEvaluationResult.enabled("the kernel network is here"));
    }
  }
}
