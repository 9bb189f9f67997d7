"""What Django's admin finds: the province's master data, each table with its pages."""

from __future__ import annotations

from django.contrib import admin

from dvcq_workflow import models
from dvcq_workflow.web.directory_admin import people, registers, units

admin.site.register(models.Unit, units.UnitAdmin)
admin.site.register(models.OrganCode, units.OrganCodeAdmin)
admin.site.register(models.UnitSuccession, units.UnitSuccessionAdmin)
admin.site.register(models.UnitGroup, units.UnitGroupAdmin)
admin.site.register(models.UnitGroupMember, units.UnitGroupMemberAdmin)
admin.site.register(models.Membership, people.MembershipAdmin)
admin.site.register(models.SigningAuthority, people.SigningAuthorityAdmin)
admin.site.register(models.Substitution, people.SubstitutionAdmin)
admin.site.register(models.CalendarDay, registers.CalendarDayAdmin)
admin.site.register(models.Indicator, registers.IndicatorAdmin)
admin.site.register(models.NumberSeries, registers.NumberSeriesAdmin)
