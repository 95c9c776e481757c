package dev.threetier.operator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CredentialsTest {

  @Test
  void aNewPasswordIsLongAndNeedsNoQuoting() {
    // Given
    var random = new SecureRandom();

    // When
    var passwords = Stream.generate(() -> Credentials.newPassword(random)).limit(200).toList();

    // Then
    assertThat(passwords).doesNotHaveDuplicates().allMatch(p -> p.matches("[A-Za-z2-9]{32}"));
    assertThat(passwords).noneMatch(password -> password.matches(".*[IOl01].*"));
  }

  @Test
  void everyCharacterOfTheAlphabetIsUsed() {
    // Given
    var random = new SecureRandom();

    // When
    var characters =
        Stream.generate(() -> Credentials.newPassword(random))
            .limit(200)
            .flatMapToInt(String::chars)
            .distinct();

    // Then
    assertThat(characters.count()).isEqualTo(57);
  }

  @Test
  void passwordsAreNotLogged() {
    // Given
    var credentials = new Credentials("secret1", "secret2");

    // When
    var text = credentials.toString();

    // Then
    assertThat(text).doesNotContain("secret");
  }

  @Test
  void eachPasswordCountsForTheDigest() {
    // Given
    var all =
        List.of(new Credentials("a", "b"), new Credentials("a", "c"), new Credentials("c", "b"));

    // When
    var digests = all.stream().map(Credentials::digest);

    // Then
    assertThat(digests).doesNotHaveDuplicates();
  }
}
