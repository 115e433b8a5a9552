"""The five fixed sections of an issue, in their fixed order."""

from django.db.models import TextChoices

PLACEHOLDER = "No significant developments."


class Section(TextChoices):
    """A section: its value is the code in addresses and data, its label the printed heading without a colon."""

    MILITARY_CAMPAIGN = "military_campaign", "Details of Russia’s military campaign in Syria"
    RESPONSE = "response", "Response to Russia’s military campaign in Syria"
    CONFRONTATION_RISK = (
        "confrontation_risk",
        "Risk of accidental or intentional confrontation between Western and Russian forces in Syria",
    )
    RECOMMENDATIONS = "recommendations", "Strategies and actions recommended"
    OTHER_NEWS = "other_news", "Other important news"

    @property
    def short_label(self) -> str:
        """A label of one to three words, for navigation and filters."""
        return _SHORT_LABELS[self.value]

    @property
    def rank(self) -> int:
        """The section's place in an issue, 0 to 4."""
        return list(type(self)).index(self)


_SHORT_LABELS = {
    "military_campaign": "Military campaign",
    "response": "Response",
    "confrontation_risk": "Risk of confrontation",
    "recommendations": "Recommendations",
    "other_news": "Other news",
}
