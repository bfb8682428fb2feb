import { activityList } from './activityList.js'
import { h, link } from './dom.js'
import { errorView } from './errorView.js'
import { getJson, NotFoundError } from './getJson.js'
import { nameLabel } from './labels.js'
import { organizationDetail } from './organizationDetail.js'
import type { View } from './view.js'

/** One organization: its users and their credentials, its wallets and keys, and its activities. */
export async function organizationView(id: string): Promise<View> {
  const [organization, firstActivities] = await Promise.all([
    getJson('organizations/id', { id }),
    getJson('activities', { organization: id }),
  ])
  const activities = activityList(firstActivities, id)
  const detail = h('div', {}, organizationDetail(organization))
  let shownJson = JSON.stringify(organization)
  let refreshes = 0

  async function refreshDetail(): Promise<void> {
    refreshes += 1
    const refresh = refreshes
    const loaded = await getJson('organizations/id', { id }).catch((error: unknown) => {
      if (error instanceof NotFoundError) return error
      throw error
    })
    if (refresh !== refreshes || JSON.stringify(loaded) === shownJson) return
    shownJson = JSON.stringify(loaded)
    detail.replaceChildren(
      loaded instanceof NotFoundError ? errorView(loaded, refreshDetail) : organizationDetail(loaded),
    )
  }

  const emptyState = h('p', { class: 'empty' }, 'No activity in this organization yet.')
  emptyState.hidden = !activities.isEmpty()
  return {
    title: organization.name,
    cursor: firstActivities.cursor,
    element: h(
      'section',
      { class: 'list', 'aria-labelledby': 'heading' },
      link('organizations', { class: 'back' }, 'Organizations'),
      h('h1', { id: 'heading', tabindex: '-1' }, nameLabel(organization.name)),
      detail,
      h('h2', {}, 'Activities'),
      emptyState,
      activities.element,
    ),
    async onChange(changed) {
      activities.update(changed)
      emptyState.hidden = !activities.isEmpty()
      // Signing changes nothing in the organization.
      if (changed.some(({ organizationId, type }) => organizationId === id && !type.startsWith('ACTIVITY_TYPE_SIGN_')))
        await refreshDetail()
    },
    async reload() {
      await Promise.all([activities.reload(), refreshDetail()])
      emptyState.hidden = !activities.isEmpty()
    },
  }
}
