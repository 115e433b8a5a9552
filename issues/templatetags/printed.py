"""The filter that documents print the sources of an item with."""

from django import template

from issues.exports.printed import parentheses

register = template.Library()
register.filter(parentheses)
