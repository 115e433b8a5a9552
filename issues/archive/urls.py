"""Addresses of the readers’ pages."""

from django.urls import path

from issues.archive import corrections, crawlers, feeds, lists, outlets, reading

app_name = "archive"

urlpatterns = [
    path("", reading.home, name="home"),
    path("issues/", lists.issues, name="issues"),
    path("issues.<slug:format>", lists.issues_format, name="issues_format"),
    path("issues/<slug:slug>/", reading.issue, name="issue"),
    path("issues/<slug:slug>/picture.png", reading.picture, name="picture"),
    path("issues/<slug:slug>.<slug:format>", reading.issue_format, name="issue_format"),
    path("issues/<slug:slug>/editions/<int:edition>/", reading.edition, name="edition"),
    path("issues/<slug:slug>/editions/<int:edition>/changes/", reading.changes, name="changes"),
    path("items/", lists.items, name="items"),
    path("items.<slug:format>", lists.items_format, name="items_format"),
    path("items/<slug:key>/", reading.item, name="item"),
    path("outlets/", outlets.outlets, name="outlets"),
    path("outlets/<slug:slug>/", outlets.outlet, name="outlet"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("corrections.<slug:format>", feeds.corrections, name="corrections_feed"),
    path("feeds/issues.<slug:format>", feeds.issues, name="issues_feed"),
    path("feeds/items.<slug:format>", feeds.items, name="items_feed"),
    path("sitemap.xml", crawlers.sitemap),
    path("robots.txt", crawlers.robots),
]
