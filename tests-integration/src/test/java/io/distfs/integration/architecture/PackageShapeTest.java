package io.distfs.integration.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

/** Packages are nouns, form no circles, and say that nothing in them is null unless marked. */
@AnalyzeClasses(packages = "io.distfs", importOptions = ProductOnly.class)
class PackageShapeTest {
  @ArchTest static final ArchRule packagesOfSharedFormNoCircle = noCircle("shared");

  @ArchTest static final ArchRule packagesOfServerFormNoCircle = noCircle("server");

  @ArchTest static final ArchRule packagesOfClientFormNoCircle = noCircle("client");

  @ArchTest static final ArchRule packagesOfMountFormNoCircle = noCircle("mount");

  @ArchTest static final ArchRule packagesOfCliFormNoCircle = noCircle("cli");

  @ArchTest
  static final ArchRule noPackageIsACatchAll =
      noClasses()
          .should()
          .resideInAnyPackage(
              "..util..", "..utils..", "..common..", "..misc..", "..helper..", "..helpers..");

  @ArchTest
  static final ArchRule everyPackageIsNullMarked = classes().should(beInANullMarkedPackage());

  private static ArchRule noCircle(String module) {
    return slices().matching("io.distfs." + module + ".(**)").should().beFreeOfCycles();
  }

  private static ArchCondition<JavaClass> beInANullMarkedPackage() {
    return new ArchCondition<>("be in a @NullMarked package") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean marked =
            type.getPackage()
                .tryGetPackageInfo()
                .map(info -> info.isAnnotatedWith(NullMarked.class))
                .orElse(false);
        if (!marked) {
          String message = type.getName() + " is in a package without @NullMarked package-info";
          events.add(SimpleConditionEvent.violated(type, message));
        }
      }
    };
  }
}
