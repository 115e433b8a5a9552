"""A foreign key over several columns, which Django has no constraint for."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement
from django.db.models import Model
from django.db.models.constraints import BaseConstraint


class SelfForeignKey(BaseConstraint):
    """Rows must agree with another row of their own table, column by column, at the end of the transaction.

    ``columns`` refer to ``targets`` (field names of the same model); a NULL in ``columns`` satisfies it (SQL's
    MATCH SIMPLE). It is deferred, so a whole tree can be moved in any order. The targets need a unique constraint.
    """

    def __init__(self, *, columns: tuple[str, ...], targets: tuple[str, ...], name: str) -> None:
        super().__init__(name=name)
        self.columns = tuple(columns)
        self.targets = tuple(targets)

    def constraint_sql(
        self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        """The clause inside CREATE TABLE."""
        assert model is not None and schema_editor is not None
        quote = schema_editor.quote_name

        def names(fields: tuple[str, ...]) -> str:
            columns = {field.name: field.column for field in model._meta.local_concrete_fields}
            return ", ".join(quote(columns[field] or field) for field in fields)

        return (
            f"CONSTRAINT {quote(str(self.name))} FOREIGN KEY ({names(self.columns)}) "
            f"REFERENCES {quote(model._meta.db_table)} ({names(self.targets)}) "
            "DEFERRABLE INITIALLY DEFERRED"
        )

    def create_sql(  # type: ignore[override]
        self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> Statement:
        """ALTER TABLE … ADD, for engines that know it (SQLite remakes the table instead)."""
        assert model is not None and schema_editor is not None
        return Statement(
            f"ALTER TABLE %(table)s ADD {self.constraint_sql(model, schema_editor)}",
            table=schema_editor.quote_name(model._meta.db_table),
        )

    def remove_sql(  # type: ignore[override]
        self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> Statement:
        """ALTER TABLE … DROP CONSTRAINT."""
        assert model is not None and schema_editor is not None
        return Statement(
            f"ALTER TABLE %(table)s DROP CONSTRAINT {schema_editor.quote_name(str(self.name))}",
            table=schema_editor.quote_name(model._meta.db_table),
        )

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Left to the database, which alone sees the whole transaction."""

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        """For migrations."""
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "columns": self.columns, "targets": self.targets}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SelfForeignKey) and self.deconstruct() == other.deconstruct()

    __hash__ = BaseConstraint.__hash__
