"""The words that names and places are made of, so that one misspelt can be found; it forgets whose they are."""

from django.db import models


class SearchWord(models.Model):
    """A folded word of a name, of a place, or of both."""

    word = models.CharField(max_length=40, unique=True)
    is_name = models.BooleanField(default=False)
    is_place = models.BooleanField(default=False)

    class Meta:
        verbose_name = "word to search by"
        verbose_name_plural = "words to search by"
        ordering = ["word"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.word


class SearchVariant(models.Model):
    """What is left of a word when one of its letters is missing.

    Two words that differ by one letter missing, added, wrong or swapped with its neighbour have a variant in common, or
    one is a variant of the other: looking them up takes an index, not a comparison with every word.
    """

    variant = models.CharField(max_length=40, db_index=True)
    word = models.ForeignKey(SearchWord, on_delete=models.CASCADE, related_name="variants")

    class Meta:
        verbose_name = "word with a letter missing"
        verbose_name_plural = "words with a letter missing"
        ordering = ["pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["word", "variant"], name="variant_once_a_word")]

    def __str__(self) -> str:
        return self.variant
